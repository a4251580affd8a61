/*
 * Puts the framework into one file for each of its entry points, and one that they share: every service waits until it
 * is loaded, and hundreds of modules take twice as long. Its types stay as the compiler wrote them, file by file.
 */
import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const framework = join(dirname(dirname(fileURLToPath(import.meta.url))), "framework");
const folder = join(framework, "dist");

for (const file of readdirSync(folder, { recursive: true })) {
  if (/\.js(\.map)?$/.test(file)) rmSync(join(folder, file));
}
await build({
  absWorkingDir: framework,
  entryPoints: { index: "src/index.ts", "testing/index": "src/testing/index.ts" },
  outdir: folder,
  bundle: true,
  // What both entry points export is the same thing in both.
  splitting: true,
  chunkNames: "shared-[hash]",
  platform: "node",
  target: "node20",
  format: "esm",
  sourcemap: true,
  sourcesContent: false,
  logLevel: "warning",
  packages: "external",
});
