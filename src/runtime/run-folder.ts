import { mkdir, readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where running supervisors are found, and what their services printed. */
export interface RunFolder {
  /** The socket that a supervisor listens at. */
  socket(pid: number): string;
  /** The pids of supervisors that run, or were killed. */
  pids(): Promise<number[]>;
  /** The log of a service, by its plain name. */
  log(service: string): string;
}

/** The folder in which the XDG base directory specification puts what a program remembers. */
export async function openRunFolder(env: Readonly<Record<string, string | undefined>>): Promise<RunFolder> {
  const state = env.XDG_STATE_HOME ?? join(env.HOME ?? homedir(), ".local", "state");
  const folder = join(state, "micro", "run");
  const logs = join(state, "micro", "logs");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await mkdir(logs, { recursive: true, mode: 0o700 });
  return {
    socket: (pid) => join(folder, `${pid}.sock`),
    log: (service) => join(logs, `${encodeURIComponent(service)}.log`),
    async pids() {
      const names = await readdir(folder);
      return names.flatMap((it) => (/^\d+\.sock$/.test(it) ? [Number.parseInt(it, 10)] : []));
    },
  };
}
