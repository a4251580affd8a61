/*
 * The process behind `guard.ts`. Each line of its input names a process group to watch (+) or to forget (-).
 */
import { createInterface } from "node:readline";
import { stopGroup } from "./process-group.js";

const graceMs = 5_000;

// What ends the supervisor is not meant for its guard, which has work left then.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

const watched = new Set<number>();
for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1));
  if (line.startsWith("+")) watched.add(pid);
  else if (line.startsWith("-")) watched.delete(pid);
  else watched.clear();
}
await Promise.all([...watched].map((pid) => stopGroup(pid, graceMs)));
