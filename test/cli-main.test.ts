import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runMicro, startMicro, until } from "./cli/process.js";

const options = { cwd: import.meta.dirname, env: process.env };
const main = join(import.meta.dirname, "../dist/cli/micro.js");

describe("micro, as a process", () => {
  it("prints its version and exits with 0", async () => {
    expect(await runMicro(["--version"], options)).toEqual({
      code: 0,
      printed: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  it("exits with 2 for a wrong command line, and with 1 for a call that failed", async () => {
    expect((await runMicro(["call"], options)).code).toBe(2);
    const failed = await runMicro(["call", "any", "Any.Thing", "--address", "127.0.0.1:1"], options);
    expect(failed.code).toBe(1);
    expect(failed.printed).toMatch(/^error calling any\.Any\.Thing: \{"id":/);
  });

  it("waits for others, and exits with 130 when it is interrupted", async () => {
    const micro = startMicro(["subscribe", "silence"], options);
    await until(
      () => micro.printed.includes("subscribed"),
      () => micro.printed,
    );
    micro.child.kill("SIGINT");
    expect(await micro.ended).toBe(130);
  });

  it("does not complain of a reader that has seen enough", () => {
    const script = `"${process.execPath}" "${main}" --help | true; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
    expect({ stdout, stderr }).toEqual({ stdout: "0\n", stderr: "" });
  });
});
