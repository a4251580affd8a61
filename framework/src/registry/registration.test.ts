import { createMemoryRegistry, type Registry, type ServiceRecord, silentLogger } from "@ts-micro/framework";
import { expect, it, onTestFinished } from "vitest";
import { Registration, type RegistrationOptions } from "./registration.js";

const record: ServiceRecord = {
  name: "greeter",
  version: "latest",
  metadata: {},
  endpoints: [],
  nodes: [{ id: "greeter-1", address: "127.0.0.1", port: 8080, metadata: {} }],
};

function createRegistration(registry: Registry, options: Partial<RegistrationOptions> = {}): Registration {
  const defaults = { record: () => record, ttlMs: 300, intervalMs: 10, logger: silentLogger };
  const registration = new Registration({ registry, ...defaults, ...options });
  onTestFinished(() => registration.close());
  return registration;
}

it("tries again when the registry takes too long to answer", async () => {
  const registry = createMemoryRegistry();
  const register = registry.register.bind(registry);
  let calls = 0;
  registry.register = (...args) => {
    calls += 1;
    return calls === 1 ? new Promise(() => {}) : register(...args);
  };
  const errors: string[] = [];
  const logger = { ...silentLogger, error: (message: string) => void errors.push(message) };
  await createRegistration(registry, { logger }).start();
  expect(errors).toEqual(["Could not register at the memory registry; trying again"]);
  await expect.poll(() => registry.getService("greeter")).toHaveLength(1);
});

it("closes although the registry never answers", async () => {
  const registry = createMemoryRegistry();
  registry.deregister = () => new Promise(() => {});
  const registration = createRegistration(registry);
  await registration.start();
  await registration.close();
});

it("registers once, and for ever, when it is told to", async () => {
  const registry = createMemoryRegistry();
  const options: unknown[] = [];
  registry.register = async (...args) => void options.push(args[1]);
  await createRegistration(registry, { ttlMs: Infinity, intervalMs: Infinity }).start();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(options).toEqual([{}]);
});
