import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execute } from "./execute.js";

const root = join(import.meta.dirname, "..", "..");

/** The packed toolkit, installed where nothing of the checkout is in reach, with package managers beside it. */
export interface Installation extends AsyncDisposable {
  /** An empty folder for projects. */
  readonly projects: string;
  /** Goes before the names of services: others on this network may have a greeter, too. */
  readonly namespace: string;
  /** The environment in which `micro` and every package manager are found by name. */
  readonly env: NodeJS.ProcessEnv;
  /** The same with another npm: `npm@10.8.2`. */
  envWith(npm: string): Promise<NodeJS.ProcessEnv>;
}

/** Packs the checkout and installs the tarballs, as a user would who was given them. */
export async function installPacked(managers: readonly string[]): Promise<Installation> {
  const home = await mkdtemp(join(tmpdir(), "micro-packed-"));
  await writeFile(join(home, "package.json"), '{ "private": true }\n');
  const plugins = (await readdir(join(root, "plugins"))).map((it) => join(root, "plugins", it));
  const roots = [root, join(root, "framework"), ...plugins];
  const packed = await execute("npm", ["pack", ...roots, "--ignore-scripts", "--json"], { cwd: home });
  const files = (JSON.parse(packed) as { filename: string }[]).map((it) => `./${it.filename}`);
  await execute("npm", ["install", "--ignore-scripts", ...files, ...managers], { cwd: home });
  // bun's executable is fetched by its install script.
  if (managers.some((it) => it.startsWith("bun"))) await execute("npm", ["rebuild", "bun"], { cwd: home });
  const projects = await mkdtemp(join(tmpdir(), "micro-projects-"));
  return {
    projects,
    namespace: `packed-${randomUUID().slice(0, 8)}`,
    env: environment(join(home, "node_modules", ".bin")),
    envWith: async (npm) => {
      // In a folder of its own: here it would be everyone's.
      const folder = join(home, "other-npm");
      await mkdir(folder, { recursive: true });
      await execute("npm", ["install", "--prefix", folder, npm], { cwd: folder });
      const env = environment(join(home, "node_modules", ".bin"));
      return { ...env, PATH: [join(folder, "node_modules", ".bin"), env.PATH].join(delimiter) };
    },
    [Symbol.asyncDispose]: async () => {
      for (const folder of [home, projects])
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** As on a developer's machine: a CI server's package managers refuse to write the first lockfile. */
function environment(bin: string): NodeJS.ProcessEnv {
  const { CI: _, ...rest } = process.env;
  return { ...rest, PATH: [bin, rest.PATH].join(delimiter) };
}
