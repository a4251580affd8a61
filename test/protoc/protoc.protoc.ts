import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Fixture, listFixtures, readParameter } from "../generator/fixtures.js";
import { pluginFolder } from "../generator/plugin-folder.js";
import { readTree } from "../generator/read-tree.js";
import { protoc } from "./install-protoc.js";

const executable = fileURLToPath(new URL("../../dist/protoc-plugin/protoc-gen-micro.cjs", import.meta.url));
const atPath = `--plugin=protoc-gen-micro=${executable}`;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "micro-protoc-"));
  mkdirSync(join(folder, "gen"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Result {
  readonly status: number | null;
  readonly output: string;
}

function run(args: readonly string[], { cwd = folder, path = "" } = {}): Result {
  const { status, stdout, stderr } = spawnSync(protoc, [`--micro_out=${join(folder, "gen")}`, ...args], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, PATH: [path, process.env.PATH].join(delimiter) },
  });
  return { status, output: stdout + stderr };
}

function runFixture(fixture: Fixture): Result {
  const parameter = readParameter(fixture);
  const option = parameter === "" ? [] : [`--micro_opt=${parameter}`];
  return run([atPath, ...option, "input.proto"], { cwd: fixture.folder });
}

/** For an option protoc points to the word `option`, buf to what is set. */
function withoutColumn(error: string): string {
  return error.replace(/:\d+: /, ": ");
}

/**
 * The messages of well-known types carry the comments of the release they come from, and within the value of an
 * option buf and protoc write the members in orders of their own.
 */
function comparable(files: Record<string, string>): Record<string, string> {
  const own = Object.entries(files).filter(([path]) => !/^google\/protobuf\/\w+\.ts$/.test(path));
  return Object.fromEntries(
    own.map(([path, text]) => [path, text.includes("http: [") ? text.replace(/^ {2}"\w.*",$/m, "") : text]),
  );
}

function write(name: string, lines: readonly string[]): void {
  writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
}

describe("protoc-gen-micro under protoc", () => {
  for (const fixture of listFixtures()) {
    const isWrong = existsSync(join(fixture.expected, "error.txt"));
    it(`${isWrong ? "refuses" : "prints"} ${fixture.name} as it does under buf`, () => {
      const { status, output } = runFixture(fixture);
      const expected = readTree(fixture.expected);
      if (isWrong) {
        const error = `--micro_out: ${expected["error.txt"]}`;
        expect([status, withoutColumn(output)]).toEqual([1, withoutColumn(error)]);
      } else {
        expect([status, output.replaceAll(/^protoc-gen-micro: warning: .*\n/gm, "")]).toEqual([0, ""]);
        expect(comparable(readTree(join(folder, "gen")))).toEqual(comparable(expected));
      }
    });
  }

  it("is found on PATH", () => {
    write("a.proto", ['syntax = "proto3";', "message A {", "  optional int32 a = 1;", "}"]);
    expect(run(["a.proto"], { path: pluginFolder(folder) })).toEqual({ status: 0, output: "" });
    expect(Object.keys(readTree(join(folder, "gen"))).sort()).toEqual(["a.micro.ts", "a.ts"]);
  });

  it("is told its options one by one", () => {
    write("a.proto", ['syntax = "proto3";', "service A { rpc A(B) returns (B); }", "message B {}"]);
    const options = ["--micro_opt=import_extension=ts", "--micro_opt=file_suffix=.stub"];
    expect(run([atPath, ...options, "a.proto"])).toEqual({ status: 0, output: "" });
    expect(readTree(join(folder, "gen"))["a.stub.ts"]).toContain('from "./a.ts"');
  });
});
