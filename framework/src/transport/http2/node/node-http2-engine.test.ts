import { describe, it } from "vitest";
import { http2EngineContract } from "../../../testing/http2-engine-contract.js";
import { nodeHttp2Engine } from "./node-http2-engine.js";

const internalError = "ends the connection, with INTERNAL_ERROR whatever the rule";

/** Where node:http2 falls short, and how. */
const gaps: Readonly<Record<string, string>> = {
  "8. says what is wrong with a stream with a number that is the server's": internalError,
  "8. says what is wrong with a window beyond measure": internalError,
  "8. says what is wrong with a push by a client": internalError,
  "8. ends a connection that broke a rule, and no other":
    "says GOAWAY, and waits for the client or a keep-alive",
};

const suite = http2EngineContract("node:http2", { engine: nodeHttp2Engine });
describe(suite.name, () => {
  for (const { name, run } of suite.cases) {
    const gap = gaps[name];
    if (gap === undefined) it(name, run);
    else it.fails(`${name} (gap: ${gap})`, run);
  }
});
