/*
 * buf, with the plugin in its reach. `micro new` runs the toolkit's own, which works before anything is
 * installed and without a network; what a project has installed goes first in everything later.
 */
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { foldersAbove } from "../files/folders-above.js";
import { runProcess } from "./run-process.js";
import { bufLauncher, pluginExecutable } from "./toolkit.js";

/** Runs buf in one folder. */
export type Buf = (args: readonly string[]) => Promise<string>;

export interface BufOptions {
  /** Where buf.yaml is. */
  readonly folder: string;
  /** The project whose installed tools are preferred. @default none: the toolkit's own are taken */
  readonly toolsOf?: string;
  /** Which plugin generates, where one is installed: that one, or this toolkit's. @default "installed" */
  readonly plugin?: "installed" | "own" | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Hands a buf to some work. */
export async function withBuf<T>(options: BufOptions, work: (buf: Buf) => Promise<T>): Promise<T> {
  const { folder, toolsOf, plugin, signal } = options;
  const bin = await mkdtemp(join(tmpdir(), "micro-bin-"));
  try {
    const installed = plugin === "own" ? undefined : findInstalled(toolsOf, PLUGIN);
    await writePluginCommand(bin, installed ?? pluginExecutable());
    const launcher = findInstalled(toolsOf, "@bufbuild/buf/bin/buf") ?? bufLauncher();
    const path = [bin, ...installedBins(toolsOf), process.env.PATH ?? ""].join(delimiter);
    return await work((args) =>
      runProcess(process.execPath, [launcher, ...args], {
        name: `buf ${args[0] ?? ""}`,
        cwd: folder,
        env: { PATH: path },
        signal,
      }),
    );
  } finally {
    await rm(bin, { recursive: true, force: true });
  }
}

const PLUGIN = "@ts-micro/toolkit/dist/protoc-plugin/protoc-gen-micro.cjs";

function findInstalled(project: string | undefined, module: string): string | undefined {
  if (project === undefined) return undefined;
  try {
    return createRequire(join(project, "package.json")).resolve(module);
  } catch {
    // Not installed, or not yet.
    return undefined;
  }
}

/** Where package managers put executables, the project's own first: plugins of others are found there. */
function installedBins(project: string | undefined): string[] {
  if (project === undefined) return [];
  const folders = [project, ...foldersAbove(project)];
  return folders.map((it) => join(it, "node_modules", ".bin")).filter((it) => existsSync(it));
}

/** buf looks a plugin up by its name in PATH. */
async function writePluginCommand(bin: string, plugin: string): Promise<void> {
  const command = `"${process.execPath}" "${plugin}"`;
  const shell = join(bin, "protoc-gen-micro");
  await writeFile(shell, `#!/bin/sh\nexec ${command} "$@"\n`);
  await chmod(shell, 0o755);
  await writeFile(`${shell}.cmd`, `@${command} %*\r\n`);
}
