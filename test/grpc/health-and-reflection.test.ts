import type { Service } from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createHealthClient,
  type HealthClient,
} from "../../framework/src/grpc/gen/grpc/health/v1/health.micro.js";
import { createServerReflectionClient as createReflectionV1 } from "../../framework/src/grpc/gen/grpc/reflection/v1/reflection.micro.js";
import { createServerReflectionClient as createReflectionV1Alpha } from "../../framework/src/grpc/gen/grpc/reflection/v1alpha/reflection.micro.js";
import { startGreeter } from "./greeter-service.js";

const target = { service: "greeter", protocol: "grpc" };
const [serving, notServing] = [1, 2];

let service: Service;
let health: HealthClient;
let databaseIsDown = false;
beforeAll(async () => {
  service = await startGreeter({
    healthChecks: {
      database() {
        if (databaseIsDown) throw new Error("down");
      },
    },
  });
  health = createHealthClient(service.client, target);
});
afterAll(() => service.close());

describe("grpc.health.v1", () => {
  it("is the health of the service, whole or by name", async () => {
    for (const name of ["", "greeter.v1.Greeter"]) {
      databaseIsDown = false;
      expect(await health.check({ service: name })).toEqual({ status: serving });
      databaseIsDown = true;
      expect(await health.check({ service: name })).toEqual({ status: notServing });
    }
    expect(await health.check({ service: "grpc.health.v1.Health" })).toEqual({ status: serving });
    databaseIsDown = false;
  });

  it("knows no service that is not there", async () => {
    await expect(health.check({ service: "nobody" })).rejects.toMatchObject({ grpc: { code: 5 } });
  });

  it("tells who watches of changes", async () => {
    const watch = health.watch({ service: "" });
    const changes = watch[Symbol.asyncIterator]();
    expect((await changes.next()).value).toEqual({ status: serving });
    databaseIsDown = true;
    expect((await changes.next()).value).toEqual({ status: notServing });
    databaseIsDown = false;
    watch.close();
  });
});

describe.each([
  ["v1", createReflectionV1],
  ["v1alpha", createReflectionV1Alpha],
])("server reflection %s", (_, create) => {
  it("lists services, and shows the file of one with those it needs", async () => {
    const stream = create(service.client, target).serverReflectionInfo();
    const answers = stream[Symbol.asyncIterator]();
    const ask = async (messageRequest: unknown) => {
      await stream.send({ host: "", messageRequest } as Parameters<typeof stream.send>[0]);
      return (await answers.next()).value?.messageResponse;
    };
    expect(await ask({ $case: "listServices", value: "" })).toMatchObject({
      value: { service: expect.arrayContaining([{ name: "greeter.v1.Greeter" }]) },
    });
    expect(await ask({ $case: "fileContainingSymbol", value: "greeter.v1.Greeter" })).toMatchObject({
      $case: "fileDescriptorResponse",
    });
    expect(await ask({ $case: "fileByFilename", value: "nothing.proto" })).toMatchObject({
      value: { errorCode: 5 },
    });
    await stream.closeSend();
    expect((await answers.next()).done).toBe(true);
  });
});
