import { createMdnsRegistry } from "@ts-micro/framework";
import { registryContract } from "@ts-micro/framework/testing";
import { describe, it } from "vitest";

const suite = registryContract("mdns", { create: () => createMdnsRegistry({ interfaces: ["127.0.0.1"] }) });
describe(suite.name, () => {
  for (const { name, run } of suite.cases) it(name, run);
});
