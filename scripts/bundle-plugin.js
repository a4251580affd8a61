/*
 * Puts the plugin into one file, and its launcher beside it: it is started anew for every buf or protoc run, and
 * most of a small run is loading. Templates are compiled beforehand, and what its libraries would load but never
 * use is left out.
 */
import { createHash } from "node:crypto";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { readTemplates } from "../dist/src/generator/stub/templates.js";
import { precompileCode } from "../dist/src/templating/code-renderer.js";
import { licensesOf } from "./licenses.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "dist/protoc-plugin");

/** Files that the bundle has other contents for. */
const replacements = [
  // the seam that src/generator/stub/templates.ts says it has
  [/[\\/]stub[\\/]templates\.ts$/, () => precompileCode(readTemplates(), "loadTemplates")],
  // src/generator/messages/layout lays out the code; all that ts-poet still formats by itself are comments
  [/[\\/]dprint-node[\\/]index\.js$/, () => 'exports.format = (path, text) => text + "\\n";'],
  // ts-poet can write files too; nothing here does
  [/[\\/]ts-poet[\\/]build[\\/]saveFiles\.js$/, () => ""],
];

const replace = {
  name: "replace",
  setup({ onLoad, onResolve }) {
    for (const [filter, contents] of replacements) {
      onLoad({ filter }, () => ({ contents: contents(), loader: "js", resolveDir: root }));
    }
    // readers and writers are all that is needed of the protobuf runtime; its index brings reflection too
    onResolve({ filter: /^@bufbuild\/protobuf\/wire$/ }, () => ({
      path: join(root, "node_modules/@bufbuild/protobuf/dist/esm/wire/binary-encoding.js"),
    }));
  },
};

const settings = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  legalComments: "none",
  logLevel: "warning",
};

const { metafile, outputFiles } = await build({
  ...settings,
  entryPoints: [join(root, "protoc-plugin/protoc-gen-micro.ts")],
  write: false,
  metafile: true,
  // the launcher calls it with these
  banner: { js: "(function (require, moduleUrl) {" },
  footer: { js: "})" },
  define: { "import.meta.url": "moduleUrl" },
  plugins: [replace],
});
const [{ text: bundle }] = outputFiles;
for (const it of readdirSync(folder)) if (it.includes(".cache")) rmSync(join(folder, it));
writeFileSync(join(folder, "protoc-gen-micro.bundle.js"), bundle);
writeFileSync(join(folder, "THIRD-PARTY-LICENSES.txt"), licensesOf(Object.keys(metafile.inputs), root));

await build({
  ...settings,
  entryPoints: [join(root, "protoc-plugin/launcher.ts")],
  outfile: join(folder, "protoc-gen-micro.cjs"),
  banner: { js: "#!/usr/bin/env node" },
  define: { bundleHash: JSON.stringify(createHash("sha256").update(bundle).digest("hex").slice(0, 16)) },
});
