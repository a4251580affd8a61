/*
 * Puts the Go programs of this folder together with packages of github.com/micro/go-plugins. That module asks for
 * others that are no longer to be had; packages that need none of those get a go.mod of their own.
 *
 *   node test/interop/assemble-go-plugins.js SOURCES TARGET PACKAGE...
 *
 * SOURCES holds plugins.go, which the programs import them by, go.mod and go.sum of the whole, and go-plugins.mod.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const [sources = "", target = "", ...packages] = process.argv.slice(2);
const programs = join(import.meta.dirname, "go");

rmSync(target, { recursive: true, force: true });
for (const part of ["greeter", "server", "client"]) {
  cpSync(join(programs, part), join(target, part), { recursive: true });
}
for (const part of ["server", "client"])
  cpSync(join(sources, "plugins.go"), join(target, part, "plugins.go"));
for (const file of ["go.mod", "go.sum"]) cpSync(join(sources, file), join(target, file));
const goPlugins = join(target, "go-plugins");
const downloaded = download();
for (const path of packages) copyCode(join(downloaded, path), join(goPlugins, path));
cpSync(join(sources, "go-plugins.mod"), join(goPlugins, "go.mod"));

/** @returns where the module is */
function download() {
  const words = ["mod", "download", "-json", "github.com/micro/go-plugins@v1.0.0"];
  return JSON.parse(execFileSync("go", words, { cwd: import.meta.dirname, encoding: "utf8" })).Dir;
}

/** What is in Go's module cache is read-only: its files are written, not copied. */
function copyCode(from, to) {
  for (const file of readdirSync(from, { recursive: true, encoding: "utf8" })) {
    if (!/(?<!_test)\.go$/.test(file)) continue;
    mkdirSync(dirname(join(to, file)), { recursive: true });
    writeFileSync(join(to, file), readFileSync(join(from, file)));
  }
}
