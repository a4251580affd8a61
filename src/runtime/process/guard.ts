import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Watches over process groups: when this process ends, however it ends, they end too. */
export interface Guard {
  watch(pid: number): void;
  forget(pid: number): void;
  /** Lets what is still watched live on, and ends. */
  close(): void;
}

/**
 * Starts a guard: a process of its own, which hears of the end of this one by the end of its input. No other way is left
 * to a process that is killed.
 */
export function startGuard(): Guard {
  const script = fileURLToPath(new URL("./guard-main.js", import.meta.url));
  const child = spawn(process.execPath, [script], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  child.unref();
  // A guard that is gone cannot be told anything; the services run on without it.
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  const tell = (line: string): void => void child.stdin.write(`${line}\n`);
  return {
    watch: (pid) => tell(`+${pid}`),
    forget: (pid) => tell(`-${pid}`),
    close: () => void child.stdin.end("bye\n"),
  };
}
