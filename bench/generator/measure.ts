import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Contender } from "./contenders.js";

/** What one run of one plugin took. */
export interface Measured {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly outputMb: number;
}

/** Why a run has no end: the plugin was stopped, or it failed. */
export class NoEnd extends Error {}

const reporter = fileURLToPath(new URL("report-usage.cjs", import.meta.url));

/**
 * Runs a plugin alone, from file to file: nothing but the plugin is measured.
 *
 * @param limitSeconds when the plugin is stopped
 * @throws {NoEnd} when it was stopped, or failed
 */
export async function measure(
  contender: Contender,
  request: Uint8Array,
  limitSeconds: number,
): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "bench-generator-"));
  const [input, output, usage] = ["request", "response", "usage"].map((it) => join(folder, it)) as [
    string,
    string,
    string,
  ];
  try {
    writeFileSync(input, Buffer.concat([request, parameterField(contender.parameter)]));
    const wallSeconds = await run(contender, [input, output, usage], limitSeconds);
    const outputMb = statSync(output).size / 1e6;
    if (outputMb < 0.001) throw new NoEnd(`failed: ${readFileSync(output, "utf8")}`);
    return { wallSeconds, outputMb, ...JSON.parse(readFileSync(usage, "utf8")) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @returns the seconds that it took */
async function run(
  contender: Contender,
  files: readonly [string, string, string],
  limitSeconds: number,
): Promise<number> {
  const [input, output, usage] = [openSync(files[0], "r"), openSync(files[1], "w"), openSync(files[2], "w")];
  const started = performance.now();
  const child = spawn(process.execPath, ["--require", reporter, contender.executable], {
    stdio: [input, output, "ignore", usage],
    timeout: Math.min(Math.round(limitSeconds * 1000), 2 ** 31 - 1),
    killSignal: "SIGKILL",
  });
  const [code, signal] = await once(child, "exit");
  const seconds = (performance.now() - started) / 1000;
  for (const descriptor of [input, output, usage]) closeSync(descriptor);
  if (signal === "SIGKILL") throw new NoEnd(`stopped after ${seconds.toFixed(0)} s`);
  if (code !== 0) throw new NoEnd(`failed after ${seconds.toFixed(0)} s: ${signal ?? `exit code ${code}`}`);
  return seconds;
}

/** `CodeGeneratorRequest.parameter`: fields of a protobuf message may come in any order, so it goes to the end. */
function parameterField(parameter: string): Uint8Array {
  const text = Buffer.from(parameter);
  if (text.length > 127) throw new RangeError(`parameter: expected at most 127 bytes, got ${text.length}`);
  return Buffer.concat([Uint8Array.of(0x12, text.length), text]);
}
