import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const executable = fileURLToPath(new URL("../../dist/protoc-plugin/protoc-gen-micro.cjs", import.meta.url));

/** Makes a folder that holds the plugin by its name, for PATH. */
export function pluginFolder(parent: string): string {
  const bin = join(parent, ".bin");
  if (mkdirSync(bin, { recursive: true }) !== undefined)
    symlinkSync(executable, join(bin, "protoc-gen-micro"));
  return bin;
}
