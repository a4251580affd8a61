import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createMemoryRegistry, createService, type Service } from "@ts-micro/framework";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { registerGreeterHandler } from "../../examples/greeter/src/gen/greeter/v1/greeter.micro.js";
import { greeterHandler } from "../../examples/greeter/src/handler/greeter.js";
import { probe } from "../grpc/health-probe.js";

const example = join(import.meta.dirname, "..", "..", "examples", "greeter");
const probes = ["startupProbe", "readinessProbe", "livenessProbe"] as const;

let broken = false;
let service: Service;
beforeAll(async () => {
  const database = () => {
    if (broken) throw new Error("the database is down");
  };
  service = createService({
    name: "greeter",
    address: "127.0.0.1:0",
    registry: createMemoryRegistry(),
    healthChecks: { database },
    env: { MICRO_LOG_LEVEL: "error" },
    args: [],
  });
  registerGreeterHandler(service.server, greeterHandler);
  await service.start();
});
afterAll(async () => await service.close());

/** Probes the service as the manifest of examples/greeter says. @returns what succeeds */
async function succeeding(): Promise<string[]> {
  const [deployment] = parseAllDocuments(await readFile(join(example, "k8s", "greeter.yaml"), "utf8"));
  const [container] = deployment?.toJS().spec.template.spec.containers ?? [];
  const results = probes.map(async (name) => {
    const { service: asked = "" } = container[name].grpc;
    return (await probe(service.server.address ?? "", asked)) ? [name] : [];
  });
  return (await Promise.all(results)).flat();
}

it("a scaffolded service answers the probes of its Kubernetes manifest", async () => {
  broken = false;
  expect(await succeeding()).toEqual([...probes]);
});

it("a service that misses something gets no calls, and is not restarted for it", async () => {
  broken = true;
  expect(await succeeding()).toEqual(["livenessProbe"]);
});
