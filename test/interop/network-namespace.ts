import { spawnSync } from "node:child_process";

/** Set in the process that runs inside. */
const insideVariable = "INTEROP_NAMESPACE";

/** Go Micro sends multicast packets by the routing table, which is empty in a new network. */
const setUp = "ip link set lo up && ip route add 224.0.0.0/4 dev lo";

/**
 * Runs this script again in a network that has a loopback interface and nothing else, where the user may make one:
 * there it meets nobody else's services, and nobody meets its own. The network is gone with its last process.
 *
 * @returns its exit code; undefined when the caller is to go on here: it is inside, or the user may not
 */
export function runInNamespace(): number | undefined {
  if (process.env[insideVariable] !== undefined) return undefined;
  const unshare = process.getuid?.() === 0 ? ["--net"] : ["--net", "--map-root-user"];
  if (spawnSync("unshare", [...unshare, "sh", "-c", setUp], { stdio: "ignore" }).status !== 0) {
    console.log(
      "No network namespace can be made here (unshare, ip): everything is bound to 127.0.0.1 instead.",
    );
    return undefined;
  }
  const words = ["sh", "-c", `${setUp} && exec "$@"`, "sh", process.execPath, ...process.execArgv];
  const env = { ...process.env, [insideVariable]: "inside" };
  const script = process.argv.slice(1);
  return spawnSync("unshare", [...unshare, ...words, ...script], { stdio: "inherit", env }).status ?? 1;
}
