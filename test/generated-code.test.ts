import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { pluginFolder } from "./generator/plugin-folder.js";
import { readTree } from "./generator/read-tree.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const buf = createRequire(import.meta.url).resolve("@bufbuild/buf/bin/buf");

/** Where generated code is committed: where buf runs, with which arguments, and where the code goes. */
const places: readonly [folder: string, args: readonly string[], gen: string][] = [
  ["framework", [], "src/debug/gen"],
  ["framework/src/grpc", [], "gen"],
  ["framework/test", [], "gen"],
  ["bench", ["--template", "rpc/buf.gen.yaml", "rpc/proto"], "rpc/gen"],
  ["test/captures", ["--template", "../../framework/test/buf.gen.yaml", "--path", "greeter.proto"], "gen"],
];

describe("generated code in this repository is what the generator prints today", () => {
  for (const [folder, args, gen] of places) {
    it(join(folder, gen), async () => {
      const output = mkdtempSync(join(tmpdir(), "micro-generated-"));
      try {
        await promisify(execFile)(process.execPath, [buf, "generate", ...args, "--output", output], {
          cwd: join(root, folder),
          env: { ...process.env, PATH: [pluginFolder(output), process.env.PATH].join(delimiter) },
        });
        expect(readTree(join(output, gen))).toEqual(readTree(join(root, folder, gen)));
      } finally {
        rmSync(output, { recursive: true });
      }
    });
  }
});
