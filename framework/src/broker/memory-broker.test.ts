import { createMemoryBroker, createMemoryBus } from "@ts-micro/framework";
import { brokerContract } from "@ts-micro/framework/testing";
import { beforeEach, describe, it } from "vitest";

let bus = createMemoryBus();
beforeEach(() => {
  bus = createMemoryBus();
});

const suite = brokerContract("memory", { create: () => createMemoryBroker({ bus }) });
describe(suite.name, () => {
  for (const { name, run } of suite.cases) it(name, run);
});
