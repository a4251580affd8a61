import { createMdnsRegistry } from "@ts-micro/framework";
import { errorCases } from "./cases/error-cases.js";
import type { Pair } from "./cases/pair.js";
import { streamCases } from "./cases/stream-cases.js";
import { unaryCases } from "./cases/unary-cases.js";
import { GoCaller } from "./go-caller.js";
import { startGoPeer } from "./go-peer.js";
import type { GoPrograms } from "./go-programs.js";
import { GoV2Caller, startGoV2Peer } from "./go-v2.js";
import { runCases, type Totals } from "./interop-case.js";
import { TypeScriptCaller } from "./typescript-caller.js";
import { startTypeScriptPeer } from "./typescript-peer.js";

/** What stops with the matrix. */
export type Keep = <T extends { stop(): Promise<void> }>(it: T) => T;

/** Go Micro's processes that speak gRPC and ours, each way round: version 2.9, and 1.0 with the plugins for it. */
export async function runGrpcMatrix(go: GoPrograms, totals: Totals, keep: Keep): Promise<void> {
  // Go Micro looks for its services in another domain of multicast DNS since 1.10.
  const registry = () => createMdnsRegistry({ domain: "micro" });
  const pairs: readonly Pair[] = [
    {
      caller: keep(new TypeScriptCaller({ registry: registry() })),
      peer: keep(await startGoV2Peer(go.v2.server, "interop.v2.go")),
    },
    {
      caller: keep(new GoV2Caller(go.v2.client)),
      peer: keep(await startTypeScriptPeer("interop.v2.ts", { registry: registry() })),
    },
  ];
  for (const pair of pairs) await runPair({ ...pair, how: "by gRPC" }, totals);

  const how = "by the gRPC plugins of 1.0";
  const service = "interop.grpc.go";
  const flags = ["--server=grpc", "--client=grpc", `--server_name=${service}`];
  const pluginServer: Pair = {
    caller: keep(new TypeScriptCaller()),
    // It answers as version 2 does, by gRPC.
    peer: { ...keep(await startGoPeer(go.grpc.server, service, flags)), language: "Go 2" },
  };
  // Its JSON has no strings for 64-bit integers, and a panic ends it.
  await runPair({ ...pluginServer, how, missing: /json|panics|do not exist/ }, totals);
  const pluginClient: Pair = {
    caller: keep(new GoCaller(go.grpc.client, ["--client=grpc"])),
    peer: keep(await startTypeScriptPeer("interop.grpc.ts")),
  };
  // It calls with the codec of a connection's first call, does not say who calls, and reads no error of a stream.
  await runPair({ ...pluginClient, how, missing: /json|do not exist|metadata|stream.* fails/ }, totals);
}

interface GrpcPair extends Pair {
  readonly how: string;
  /** The cases that Go's side cannot do. */
  readonly missing?: RegExp;
}

async function runPair({ missing = /^$/, how, ...pair }: GrpcPair, totals: Totals): Promise<void> {
  const title = `${pair.caller.language} client, ${pair.peer.language} server, ${how}`;
  const cases = [...unaryCases(pair), ...errorCases(pair), ...streamCases(pair)];
  await runCases(
    title,
    cases.filter(({ name }) => !missing.test(name)),
    totals,
  );
}
