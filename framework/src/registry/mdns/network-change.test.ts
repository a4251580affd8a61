import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

/** Runs a program in a network of its own, which has a loopback interface that is down. */
const unshare = ["unshare", "--net", ...(process.getuid?.() === 0 ? [] : ["--map-root-user"])];
const [command = "", ...args] = unshare;
const cannot = spawnSync(command, [...args, "ip", "link", "set", "lo", "up"]).status !== 0;

const program = `
  import { execFileSync } from "node:child_process";
  import { setTimeout as delay } from "node:timers/promises";
  import { createMdnsRegistry } from "@ts-micro/framework";

  const nodes = [{ id: "a", address: "127.0.0.1", port: 1, metadata: {} }];
  const registry = createMdnsRegistry();
  await registry.register({ name: "early", version: "1", metadata: {}, endpoints: [], nodes });
  // What a registration announces by itself has all been said then, to nobody.
  await delay(3_500);
  execFileSync("ip", ["link", "set", "lo", "up"]);
  execFileSync("ip", ["route", "add", "224.0.0.0/4", "dev", "lo"]);
  // A registry does not keep its process alive.
  setInterval(() => {}, 1_000);
  const watcher = createMdnsRegistry();
  for await (const { action, service } of watcher.watch({ signal: AbortSignal.timeout(30_000) })) {
    console.log(action, service.name);
    break;
  }
  process.exit();
`;

describe("a network that comes up", () => {
  // Needs Linux with unshare and ip, and the right to make a network of one's own.
  it.skipIf(cannot)("hears again of what was registered before", async () => {
    const node = [process.execPath, "--input-type=module", "--eval", program];
    const { stdout } = await promisify(execFile)(command, [...args, ...node]);
    expect(stdout).toBe("create early\n");
  });
});
