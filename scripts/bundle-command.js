/*
 * Puts the `micro` command into a few files: a command line waits for all that it loads, and the framework and its
 * libraries alone are hundreds of modules. What a command does not use stays in files that it does not load.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licensesOf } from "./licenses.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "dist/cli");

/** Loaded by every command that calls; other packages are loaded where they are installed. */
const bundled = ["@ts-micro/framework", "@bufbuild/protobuf", "commander", "leven"];

const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const external = Object.keys(dependencies).filter((it) => !bundled.includes(it));

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
  external: [...external, "@opentelemetry/api"],
  // libraries in CommonJS load Node's modules with it
  banner: {
    js: 'import { createRequire as createBundleRequire } from "node:module"; const require = createBundleRequire(import.meta.url);',
  },
});
writeFileSync(join(folder, "THIRD-PARTY-LICENSES.txt"), licensesOf(Object.keys(metafile.inputs), root));
