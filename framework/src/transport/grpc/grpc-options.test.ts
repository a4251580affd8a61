import { describe, expect, it } from "vitest";
import { nodeHttp2Engine } from "../http2/node/node-http2-engine.js";
import { completeGrpcClientOptions, completeGrpcServerOptions } from "./grpc-options.js";

describe("the options of gRPC", () => {
  it("keep what is given, and fill in the rest", () => {
    const options = completeGrpcServerOptions({ engine: nodeHttp2Engine, maxReceiveBytes: 1_000 });
    expect(options.engine).toBe(nodeHttp2Engine);
    expect(options).toMatchObject({ maxReceiveBytes: 1_000, maxSendBytes: 4_194_304, keepAliveMs: 60_000 });
  });

  it("let a keep-alive be 0, for never", () => {
    expect(completeGrpcServerOptions({ keepAliveMs: 0 }).keepAliveMs).toBe(0);
  });

  it("name the option, the expectation and the value when they refuse one", () => {
    expect(() => completeGrpcClientOptions({ maxConnections: 0 })).toThrow(
      new TypeError("Expected the gRPC option `maxConnections` to be at least 1, got `0`"),
    );
    expect(() => completeGrpcServerOptions({ http2: { streamWindowBytes: Number.NaN } })).toThrow(
      new TypeError("Expected the gRPC option `http2.streamWindowBytes` to be at least 1, got `NaN`"),
    );
  });
});
