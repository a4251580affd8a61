import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { pluginFolder } from "./plugin-folder.js";

const buf = createRequire(import.meta.url).resolve("@bufbuild/buf/bin/buf");

/** What buf.gen.yaml says of the plugin. */
export interface PluginSettings {
  readonly strategy?: "all" | "directory";
  readonly include_imports?: boolean;
  readonly include_wkt?: boolean;
  readonly opt?: readonly string[];
}

/** Runs `buf generate proto` in a folder, with the plugin on PATH as npm puts it there. @returns what buf says */
export async function bufGenerate(folder: string, settings: PluginSettings): Promise<string> {
  const plugin = { local: "protoc-gen-micro", out: "gen", ...settings };
  writeFileSync(
    join(folder, "buf.gen.yaml"),
    JSON.stringify({ version: "v2", clean: true, plugins: [plugin] }),
  );
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [buf, "generate", "proto"], {
    cwd: folder,
    env: { ...process.env, PATH: [pluginFolder(folder), process.env.PATH].join(delimiter) },
  });
  return stdout + stderr;
}
