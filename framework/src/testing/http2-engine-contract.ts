import type { Http2Engine } from "../transport/http2/http2.js";
import type { ContractSuite } from "./contract-suite.js";
import { abuseCases } from "./http2/abuse-cases.js";
import { Http2World } from "./http2/http2-world.js";
import { lateCases } from "./http2/late-cases.js";
import { sessionCases } from "./http2/session-cases.js";
import { streamCases } from "./http2/stream-cases.js";
import { violationCases } from "./http2/violation-cases.js";
import { windowCases } from "./http2/window-cases.js";

export interface Http2EngineContractOptions {
  readonly engine: Http2Engine;
}

/**
 * What every engine must do: the MUSTs of `Http2Engine`, on real sockets, with the engine itself, node:http2 and one
 * that breaks the rules at the other end.
 */
export function http2EngineContract(name: string, { engine }: Http2EngineContractOptions): ContractSuite {
  const cases = [
    ...streamCases,
    ...sessionCases,
    ...windowCases,
    ...lateCases,
    ...abuseCases,
    ...violationCases,
  ];
  return {
    name: `HTTP/2 engine contract: ${name}`,
    cases: cases.map(([sentence, body]) => ({
      name: sentence,
      async run() {
        const world = new Http2World(engine);
        try {
          await body(world);
        } finally {
          await world.close();
        }
      },
    })),
  };
}
