/*
 * buf, with the plugin in its reach. `micro new` runs the toolkit's own, which works before anything is
 * installed and without a network; what a project has installed goes first in everything later.
 */
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { runProcess } from "./run-process.js";
import { bufLauncher, pluginExecutable } from "./toolkit.js";

/** Runs buf in one folder. */
export type Buf = (args: readonly string[]) => Promise<string>;

export interface BufOptions {
  /** Where buf.yaml is. */
  readonly folder: string;
  /** Prefers the tools that this project has installed. @default the toolkit's own */
  readonly project?: string;
  /** Takes this toolkit's plugin, whatever is installed. @default "installed" */
  readonly tools?: "installed" | "own" | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Hands a buf to some work. */
export async function withBuf<T>(options: BufOptions, work: (buf: Buf) => Promise<T>): Promise<T> {
  const { folder, project, tools, signal } = options;
  const bin = await mkdtemp(join(tmpdir(), "micro-bin-"));
  try {
    const installed = tools === "own" ? undefined : findInstalled(project, PLUGIN);
    await writePluginCommand(bin, installed ?? pluginExecutable());
    const launcher = findInstalled(project, "@bufbuild/buf/bin/buf") ?? bufLauncher();
    const path = [bin, ...installedBins(project), process.env.PATH ?? ""].join(delimiter);
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
  const bins: string[] = [];
  for (
    let folder = project;
    folder !== undefined;
    folder = folder === dirname(folder) ? undefined : dirname(folder)
  ) {
    const bin = join(folder, "node_modules", ".bin");
    if (existsSync(bin)) bins.push(bin);
  }
  return bins;
}

/** buf looks a plugin up by its name in PATH. */
async function writePluginCommand(bin: string, plugin: string): Promise<void> {
  const command = `"${process.execPath}" "${plugin}"`;
  const shell = join(bin, "protoc-gen-micro");
  await writeFile(shell, `#!/bin/sh\nexec ${command} "$@"\n`);
  await chmod(shell, 0o755);
  await writeFile(`${shell}.cmd`, `@${command} %*\r\n`);
}
