import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { beforeAll, describe, expect, it } from "vitest";
import { settingNames } from "../framework/src/cmd/settings.js";

const root = join(import.meta.dirname, "..");
/** Where the package and its dependencies are found by name, as in a user's project. */
const folder = join(root, "node_modules/.cache/framework-readme");
const program = join(folder, "readme.ts");

let readme = "";
let code = "";

beforeAll(async () => {
  readme = await readFile(join(root, "framework/README.md"), "utf8");
  const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map((it) => it[1]);
  // Other greeters of this machine answer on mDNS too.
  code = blocks.join("\n").replaceAll(/"(greeter|listener)"/g, `"$1-${process.pid}"`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(join(root, "framework/test/gen"), join(folder, "gen"), { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(program, code);
});

describe("the README of the framework", { timeout: 120_000 }, () => {
  it("compiles", () => {
    const options: ts.CompilerOptions = {
      strict: true,
      noEmit: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      types: ["node"],
    };
    const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram([program], options));
    expect(diagnostics.map((it) => ts.flattenDiagnosticMessageText(it.messageText, "\n"))).toEqual([]);
  });

  it("prints what it says", async () => {
    const loopback = ["--server_address=127.0.0.1:0", "--registry_address=127.0.0.1"];
    const node = ["--import", "tsx", program, ...loopback];
    const { stdout } = await promisify(execFile)(process.execPath, node, { timeout: 100_000 });
    expect(stdout.trim().split("\n")).toEqual([...code.matchAll(/\/\/=> (.*)$/gm)].map((it) => it[1]));
  });

  it("has every setting in its table", () => {
    const rows = [...readme.matchAll(/^\| `--(\w+)` \| `MICRO_(\w+)` \|/gm)];
    expect(rows.map((it) => it[1]).sort()).toEqual([...settingNames].sort());
    expect(rows.map((it) => it[2]?.toLowerCase())).toEqual(rows.map((it) => it[1]));
  });
});
