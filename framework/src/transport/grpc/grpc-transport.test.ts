import { createGrpcTransport } from "@ts-micro/framework";
import { transportContract } from "@ts-micro/framework/testing";
import { describe, it } from "vitest";

const suite = transportContract("grpc", { create: () => createGrpcTransport() });
describe(suite.name, () => {
  for (const { name, run } of suite.cases) it(name, run);
});
