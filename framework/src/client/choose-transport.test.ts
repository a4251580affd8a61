import { describe, expect, it } from "vitest";
import { createGrpcTransport } from "../transport/grpc/grpc-transport.js";
import { createHttpTransport } from "../transport/http/http-transport.js";
import { checkProtocol, chooseTransport } from "./choose-transport.js";

describe("chooseTransport", () => {
  const transports = [createHttpTransport(), createGrpcTransport()];
  const node = { id: "greeter-1", address: "127.0.0.1", port: 1, metadata: {} };

  it("takes the wanted wire to a node that does not say what it speaks", () => {
    expect(chooseTransport(transports, node, "grpc").protocol).toBe("grpc");
  });

  it("refuses a wire that the client does not have", () => {
    expect(() => checkProtocol(transports, "thrift")).toThrow(
      new TypeError("Expected the call option `protocol` to be one of mucp, grpc, got `thrift`"),
    );
  });
});
