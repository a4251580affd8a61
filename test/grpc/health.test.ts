import type { Service } from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startGreeter } from "./greeter-service.js";
import { probe } from "./health-probe.js";

let service: Service;
let problem: Error | undefined;
beforeAll(async () => {
  const database = () => {
    if (problem) throw problem;
  };
  service = await startGreeter({ healthChecks: { database } });
});
afterAll(() => service.close());

const answers = async () => {
  const names = ["", "greeter.v1.Greeter", "grpc.health.v1.Health", "nobody.v1.Nobody"];
  const asked = names.map(async (name) => [name, await probe(service.server.address ?? "", name)]);
  return Object.fromEntries(await Promise.all(asked));
};

describe("grpc.health.v1", () => {
  it("says that a service can serve, and knows no other", async () => {
    problem = undefined;
    expect(await answers()).toEqual({
      "": true,
      "greeter.v1.Greeter": true,
      "grpc.health.v1.Health": true,
      "nobody.v1.Nobody": false,
    });
  });

  it("says that a process is alive, though it cannot serve", async () => {
    problem = new Error("the database is down");
    expect(await answers()).toMatchObject({
      "": false,
      "greeter.v1.Greeter": false,
      "grpc.health.v1.Health": true,
    });
  });
});
