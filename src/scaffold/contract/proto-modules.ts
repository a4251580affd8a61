import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";

/** The folders that `.proto` files are named from, as buf.yaml says: `proto` */
export async function readModules(project: string): Promise<string[]> {
  const text = await readFile(join(project, "buf.yaml"), "utf8").catch(() => "");
  const config: { modules?: readonly { path?: string }[] } = parse(text) ?? {};
  return (config.modules ?? [{}]).map(({ path = "." }) => path);
}

/** Where a `.proto` is in a project: `proto/greeter/v1/greeter.proto`; undefined for one that is not its own. */
export async function locateProto(project: string, file: string): Promise<string | undefined> {
  for (const module of await readModules(project)) {
    const path = module === "." ? file : `${module}/${file}`;
    if (existsSync(join(project, path))) return path;
  }
  return undefined;
}
