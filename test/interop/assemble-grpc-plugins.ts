import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const source = import.meta.dirname;

/**
 * Puts the Go programs together with gRPC's client and server of github.com/micro/go-plugins. That module asks for
 * others that are no longer to be had; these two need none of those, so they get a go.mod of their own.
 *
 * @returns the module to build
 */
export function assembleGrpcPlugins(folder: string): string {
  const assembled = join(folder, "go-grpc");
  rmSync(assembled, { recursive: true, force: true });
  for (const part of ["greeter", "server", "client"]) {
    cpSync(join(source, "go", part), join(assembled, part), { recursive: true });
  }
  for (const part of ["server", "client"]) {
    cpSync(join(source, "go-grpc/plugins.go"), join(assembled, part, "plugins.go"));
  }
  for (const file of ["go.mod", "go.sum"]) cpSync(join(source, "go-grpc", file), join(assembled, file));
  const plugins = join(assembled, "go-plugins");
  for (const part of ["client/grpc", "server/grpc"])
    copyPackage(join(downloaded(), part), join(plugins, part));
  cpSync(join(source, "go-grpc/go-plugins.mod"), join(plugins, "go.mod"));
  return assembled;
}

function downloaded(): string {
  const words = ["mod", "download", "-json", "github.com/micro/go-plugins@v1.0.0"];
  return JSON.parse(execFileSync("go", words, { cwd: source, encoding: "utf8" })).Dir;
}

/** What is in Go's module cache is read-only: its files are written, not copied. */
function copyPackage(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const file of readdirSync(from)) {
    if (/(?<!_test)\.go$/.test(file)) writeFileSync(join(to, file), readFileSync(join(from, file)));
  }
}
