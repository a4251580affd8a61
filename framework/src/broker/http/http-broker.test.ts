import { createHttpBroker, createMemoryRegistry, createMemoryStore } from "@ts-micro/framework";
import { brokerContract } from "@ts-micro/framework/testing";
import { beforeEach, describe, it } from "vitest";

let store = createMemoryStore();
beforeEach(() => {
  store = createMemoryStore();
});

const address = "127.0.0.1:0";
const suite = brokerContract("http", {
  create: () => createHttpBroker({ registry: createMemoryRegistry({ store }), address }),
});
describe(suite.name, () => {
  for (const { name, run } of suite.cases) it(name, run);
});
