import { execFileSync, spawnSync } from "node:child_process";

/** Set in the process that runs inside. */
const insideVariable = "INTEROP_NAMESPACE";

/**
 * Runs this script again in a network that has a loopback interface and nothing else, where the user may make one:
 * there it meets nobody else's services, and nobody meets its own.
 *
 * @returns its exit code; undefined when the caller is to go on here: it is inside, or the user may not
 */
export function runInNamespace(): number | undefined {
  if (process.env[insideVariable] !== undefined) return undefined;
  const name = `interop-${process.pid}`;
  if (!succeeds("ip", ["netns", "add", name])) {
    console.log(
      "No network namespace can be made here (ip netns add): everything is bound to 127.0.0.1 instead.",
    );
    return undefined;
  }
  try {
    const ip = (...words: string[]): void => void execFileSync("ip", ["-n", name, ...words]);
    ip("link", "set", "lo", "up");
    // Go Micro sends multicast packets by the routing table, which is empty.
    ip("route", "add", "224.0.0.0/4", "dev", "lo");
    const words = ["netns", "exec", name, process.execPath, ...process.execArgv, ...process.argv.slice(1)];
    const env = { ...process.env, [insideVariable]: name };
    return spawnSync("ip", words, { stdio: "inherit", env }).status ?? 1;
  } finally {
    execFileSync("ip", ["netns", "del", name]);
  }
}

function succeeds(program: string, words: readonly string[]): boolean {
  return spawnSync(program, words, { stdio: "ignore" }).status === 0;
}
