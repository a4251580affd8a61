import { createHttpTransport, type Transport } from "@ts-micro/framework";
import { transportContract } from "@ts-micro/framework/testing";
import { describe, it } from "vitest";

const suites = [
  transportContract("http, replies in any order", { create: () => createHttpTransport() }),
  transportContract("http, one call at a time, as towards Go", {
    create: () => withoutPipelining(createHttpTransport()),
  }),
];
for (const suite of suites) {
  describe(suite.name, () => {
    for (const { name, run } of suite.cases) it(name, run);
  });
}

/** The same, but its listeners announce nothing: clients use them as they use a Go Micro 1.0 server. */
function withoutPipelining(transport: Transport): Transport {
  return {
    name: transport.name,
    protocol: transport.protocol,
    codec: (contentType) => transport.codec(contentType),
    call: (node, call, body) => transport.call(node, call, body),
    stream: (node, call) => transport.stream(node, call),
    listen: async (address, acceptor) => {
      const { metadata: _, ...listener } = await transport.listen(address, acceptor);
      return listener;
    },
    close: () => transport.close(),
    [Symbol.asyncDispose]: () => transport.close(),
  };
}
