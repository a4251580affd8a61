import { readFileSync } from "node:fs";
import { join } from "node:path";
import { toolkitRoot } from "../scaffold/tools/toolkit.js";

/** The version of the toolkit, as its package says. */
export function readVersion(): string {
  const text = readFileSync(join(toolkitRoot(), "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
