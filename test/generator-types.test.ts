import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, it } from "vitest";

const run = promisify(execFile);
const projects = ["fixtures/tsconfig.json", "fixtures/options-extension-none/tsconfig.json"].map((it) =>
  fileURLToPath(new URL(it, import.meta.url)),
);
const { resolve } = createRequire(import.meta.url);
const compilers = {
  "5.9": resolve("./compilers/5.9/node_modules/typescript/bin/tsc"),
  "6.0": resolve("typescript/bin/tsc"),
  "7.0": resolve("./compilers/7.0/node_modules/typescript/bin/tsc"),
};

describe("what the fixtures expect compiles under every strict flag", () => {
  for (const [version, tsc] of Object.entries(compilers)) {
    it(`with TypeScript ${version}`, { timeout: 120_000 }, async () => {
      for (const project of projects) {
        await run(process.execPath, [tsc, "-p", project]).catch((problem: { stdout: string }) => {
          throw new Error(problem.stdout.split("\n").slice(0, 20).join("\n"));
        });
      }
    });
  }
});
