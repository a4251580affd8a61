import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { scale } from "./scale.js";

const program = new URL("soak-load.ts", import.meta.url).pathname;

describe("a service under full load", () => {
  const seconds = scale({ short: 20, full: 600 });
  it(`does not grow in ${seconds} seconds`, { timeout: (seconds + 60) * 1000 }, async () => {
    const node = ["--expose-gc", "--import", "tsx", program, String(seconds)];
    const { stdout } = await promisify(execFile)(process.execPath, node);
    const { calls, early, late } = JSON.parse(stdout);
    const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;
    console.log(
      `${calls} calls; heap ${megabytes(early)} after ${seconds / 10} s, ${megabytes(late)} after ${seconds} s`,
    );
    expect(calls).toBeGreaterThan(seconds * 100);
    expect(late).toBeLessThan(early * 1.2);
  });
});
