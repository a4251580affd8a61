/*
 * Live Go Micro 1.0 and 2.9 processes and this framework, each way round. Needs Go; see README.md.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { codecCases } from "./cases/codec-cases.js";
import { commandLineCases, goCommandLine, typeScriptCommandLine } from "./cases/command-line-cases.js";
import { debugCases } from "./cases/debug-cases.js";
import { registryCases, serviceCases } from "./cases/discovery-cases.js";
import { errorCases } from "./cases/error-cases.js";
import { eventCases } from "./cases/event-cases.js";
import { gatewayCases } from "./cases/gateway-cases.js";
import { sameOutputCases } from "./cases/same-output-cases.js";
import { longStreamCases, streamCases } from "./cases/stream-cases.js";
import { unaryCases } from "./cases/unary-cases.js";
import { startGateway } from "./gateway.js";
import { GoCaller } from "./go-caller.js";
import { GoExplorer } from "./go-explorer.js";
import { startGoPeer } from "./go-peer.js";
import { buildGoPrograms, type GoPrograms } from "./go-programs.js";
import { runGrpcMatrix } from "./grpc-matrix.js";
import { runCases, type Totals } from "./interop-case.js";
import { runInNamespace } from "./network-namespace.js";
import { TypeScriptCaller } from "./typescript-caller.js";
import { TypeScriptExplorer } from "./typescript-explorer.js";
import { startTypeScriptPeer } from "./typescript-peer.js";

const folder = join(import.meta.dirname, "../../node_modules/.cache/interop");

async function runMatrix(go: GoPrograms, totals: Totals): Promise<void> {
  const started: { stop(): Promise<void> }[] = [];
  const keep = <T extends { stop(): Promise<void> }>(it: T): T => {
    started.push(it);
    return it;
  };
  try {
    const peers = [
      keep(await startTypeScriptPeer("interop.ts")),
      keep(await startGoPeer(go.server, "interop.go")),
    ] as const;
    const mixed = [
      keep(await startTypeScriptPeer("interop.mixed")),
      keep(await startGoPeer(go.server, "interop.mixed")),
    ];
    const callers = [keep(new GoCaller(go.client)), keep(new TypeScriptCaller())] as const;
    const explorers = [keep(new GoExplorer(go.client)), keep(new TypeScriptExplorer())] as const;
    const [goExplorer, typeScriptExplorer] = explorers;

    await runCases("Go registers, TypeScript finds", registryCases(goExplorer, typeScriptExplorer), totals);
    await runCases("TypeScript registers, Go finds", registryCases(typeScriptExplorer, goExplorer), totals);
    for (const explorer of explorers) {
      const cases = peers.flatMap((peer) => serviceCases(explorer, peer));
      await runCases(`${explorer.language} explores`, cases, totals);
    }
    for (const caller of callers) {
      for (const peer of peers) {
        const pair = { caller, peer };
        const title = `${caller.language} client, ${peer.language} server`;
        await runCases(`${title}: calls`, unaryCases(pair), totals);
        await runCases(`${title}: errors`, errorCases(pair), totals);
        await runCases(`${title}: streams`, streamCases(pair), totals);
        await runCases(`${title}: debug and envelopes`, debugCases(pair, typeScriptExplorer), totals);
        await runCases(`${title}: events`, eventCases(caller, [peer]), totals);
      }
      await runCases(`${caller.language} client, subscribers in both`, eventCases(caller, mixed), totals);
    }
    const [typeScriptPeer, goPeer] = peers;
    const goToTypeScript = { caller: callers[0], peer: typeScriptPeer };
    await runCases("Go client, TypeScript server: long streams", longStreamCases(goToTypeScript), totals);
    const commands = { go: goCommandLine(go.micro), typeScript: typeScriptCommandLine() };
    await runCases(
      "micro 1.0 on a TypeScript service",
      commandLineCases(commands.go, typeScriptPeer),
      totals,
    );
    await runCases("micro on a Go service", commandLineCases(commands.typeScript, goPeer), totals);
    const inProtobuf = codecCases(commands.typeScript, goPeer);
    await runCases("micro on a Go service, in protobuf", inProtobuf, totals);
    for (const peer of peers) {
      const title = `micro prints what micro 1.0 prints, on a ${peer.language} service`;
      await runCases(title, sameOutputCases(commands, peer), totals);
    }

    const gateway = keep(await startGateway());
    for (const peer of peers)
      await runCases(`micro api before a ${peer.language} service`, gatewayCases(gateway, peer), totals);

    await runGrpcMatrix(go, totals, keep);
  } finally {
    await Promise.all(started.map((it) => it.stop()));
  }
}

try {
  mkdirSync(folder, { recursive: true });
  const go = buildGoPrograms(folder);
  const code = runInNamespace();
  if (code === undefined) {
    const totals: Totals = { passed: 0, failed: 0, wanted: process.argv.slice(2).join(" ") };
    await runMatrix(go, totals);
    console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
    process.exitCode = totals.failed === 0 ? 0 : 1;
  } else {
    process.exitCode = code;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
