import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { runProcess } from "./run-process.js";
import { bufLauncher, pluginExecutable } from "./toolkit.js";

/**
 * Generates the stubs of a project as its buf.gen.yaml says, by the toolkit's own buf and plugin: it works
 * before anything is installed, and without a network.
 */
export async function generateStubs(project: string, signal?: AbortSignal): Promise<void> {
  const bin = await mkdtemp(join(tmpdir(), "micro-bin-"));
  try {
    await writePluginCommand(bin);
    await runProcess(process.execPath, [bufLauncher(), "generate"], {
      cwd: project,
      env: { PATH: `${bin}${delimiter}${process.env.PATH ?? ""}` },
      signal,
    });
  } finally {
    await rm(bin, { recursive: true, force: true });
  }
}

/** buf looks a plugin up by its name in PATH. */
async function writePluginCommand(bin: string): Promise<void> {
  const command = `"${process.execPath}" "${pluginExecutable()}"`;
  const shell = join(bin, "protoc-gen-micro");
  await writeFile(shell, `#!/bin/sh\nexec ${command} "$@"\n`);
  await chmod(shell, 0o755);
  await writeFile(`${shell}.cmd`, `@${command} %*\r\n`);
}
