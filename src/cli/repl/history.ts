import { mkdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

const length = 500;

/** The lines of earlier sessions, newest first. */
export async function readHistory(env: Environment): Promise<string[]> {
  const text = await readFile(historyFile(env), "utf8").catch(() => "");
  return text.split("\n").filter((it) => it !== "");
}

/** Keeps the lines for the next session. A home that cannot be written to costs the history, nothing else. */
export async function writeHistory(lines: readonly string[], env: Environment): Promise<void> {
  const file = historyFile(env);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${lines.slice(0, length).join("\n")}\n`, { mode: 0o600 });
  } catch {
    // There will be no history.
  }
}

/** Where the XDG base directory specification puts what a program remembers. */
function historyFile(env: Environment): string {
  return join(env.XDG_STATE_HOME ?? join(env.HOME ?? homedir(), ".local", "state"), "micro", "history");
}
