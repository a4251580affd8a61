import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** What was built of the Go modules beside this file. */
export interface GoPrograms {
  readonly server: string;
  readonly client: string;
  /** The command line of Micro 1.0. */
  readonly micro: string;
  /** The same of Go Micro 2.9. */
  readonly v2: GoPair;
  /** Go Micro 1.0 with the plugins that speak gRPC: `--server=grpc`, `--client=grpc`. */
  readonly grpc: GoPair;
}

export interface GoPair {
  readonly server: string;
  readonly client: string;
}

const modules = join(import.meta.dirname, "go");
const v2Module = join(import.meta.dirname, "go-v2");

/**
 * Builds Go Micro 1.0 and 2.9 processes, and the `micro` of the 1.0 toolkit.
 *
 * @throws {Error} that says what is needed
 */
export function buildGoPrograms(folder: string): GoPrograms {
  checkGo();
  build(modules, folder, ["./server", "./client"]);
  build(join(modules, "toolkit"), join(folder, "micro"), ["."]);
  return {
    server: join(folder, "server"),
    client: join(folder, "client"),
    micro: join(folder, "micro"),
    v2: buildPair(v2Module, join(folder, "v2")),
    grpc: buildPair(assembleGrpc(join(folder, "go-grpc")), join(folder, "grpc")),
  };
}

/** @returns the module of the programs with gRPC's client and server */
function assembleGrpc(target: string): string {
  const script = join(import.meta.dirname, "assemble-go-plugins.js");
  const sources = join(import.meta.dirname, "go-grpc");
  execFileSync(process.execPath, [script, sources, target, "client/grpc", "server/grpc"]);
  return target;
}

function buildPair(module: string, folder: string): GoPair {
  build(module, folder, ["./server", "./client"]);
  return { server: join(folder, "server"), client: join(folder, "client") };
}

function checkGo(): void {
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
  } catch {
    throw new Error(
      "test:interop talks to live Go Micro 1.0 processes: it needs Go 1.19 or later (https://go.dev/dl) on the PATH, and a Go module proxy to fetch github.com/micro/go-micro v1.0.0 and v2.9.1",
    );
  }
}

function build(module: string, output: string, packages: readonly string[]): void {
  const words = [
    "build",
    "-mod=readonly",
    "-o",
    output.endsWith("micro") ? output : `${output}/`,
    ...packages,
  ];
  execFileSync("go", words, { cwd: module, stdio: "inherit" });
}
