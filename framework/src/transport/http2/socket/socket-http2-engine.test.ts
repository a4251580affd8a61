import { describe, it } from "vitest";
import { http2EngineContract } from "../../../testing/http2-engine-contract.js";
import { createSocketHttp2Engine } from "./socket-http2-engine.js";

const suite = http2EngineContract("on the socket", { engine: createSocketHttp2Engine() });
describe(suite.name, () => {
  for (const { name, run } of suite.cases) it(name, run);
});
