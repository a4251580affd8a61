/*
 * Puts the `micro` command and its libraries into a few files: a command line waits for all that it loads, and a
 * project for all that it installs. What a command does not use stays in files that it does not load.
 */
import { rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licensesOf } from "./licenses.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "dist/cli");

rmSync(folder, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: {
    micro: join(root, "src/cli/main.ts"),
    // the command starts it as a process of its own
    "guard-main": join(root, "src/runtime/process/guard-main.ts"),
  },
  outdir: folder,
  bundle: true,
  splitting: true,
  minify: true,
  metafile: true,
  platform: "node",
  target: "node20",
  format: "esm",
  legalComments: "none",
  logLevel: "warning",
  // from its sources: what a command does not use of it can be left to files that the command does not load
  alias: { "@ts-micro/framework": join(root, "framework/src/index.ts") },
  // the framework works without it
  external: ["@opentelemetry/api"],
  // libraries in CommonJS load Node's modules with it
  banner: {
    js: 'import { createRequire as createBundleRequire } from "node:module"; const require = createBundleRequire(import.meta.url);',
  },
});
writeFileSync(join(folder, "THIRD-PARTY-LICENSES.txt"), licensesOf(Object.keys(metafile.inputs), root));
