import { Metadata } from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Connection } from "../src/cli/command.js";
import { startSystem } from "./cli/system.js";
import { micro, type Outcome } from "./cli/terminal.js";

let system: Connection;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system.close());

/** Subscribes, publishes when that is done, and gives what both command lines printed. */
async function publishAndHear(
  publish: readonly string[],
  subscribe: readonly string[],
): Promise<[Outcome, Outcome]> {
  let published: Promise<Outcome> | undefined;
  const heard = await micro(["subscribe", ...subscribe], {
    system,
    onProblem: () => {
      published ??= micro(["publish", ...publish], { system });
    },
  });
  if (published === undefined) throw new Error("it never said that it subscribed");
  return [await published, heard];
}

describe("micro publish and micro subscribe", () => {
  it("carry JSON from one to the other, on one line", async () => {
    const [published, heard] = await publishAndHear(
      ["greetings", '{"name": "John",', '"big": 9223372036854775807}'],
      ["greetings", "--count", "1"],
    );
    expect(published).toEqual({ code: 0, stdout: "ok\n", stderr: "" });
    expect(heard).toEqual({
      code: 0,
      stdout: '{"name":"John","big":9223372036854775807}\n',
      stderr: "subscribed to greetings\n",
    });
  });

  it("print topic, header and body for machines", async () => {
    const [, { stdout }] = await publishAndHear(
      ["greetings", "{}", "--metadata", "tenant=acme"],
      ["greetings", "-n", "1", "--output", "json"],
    );
    expect(JSON.parse(stdout)).toMatchObject({ topic: "greetings", body: {}, header: { tenant: "acme" } });
  });

  it("print what is not JSON in base64", async () => {
    const heard = await micro(["subscribe", "bytes", "--count", "1"], {
      system,
      onProblem: () => {
        const message = { header: new Metadata(), body: new Uint8Array([0, 255]) };
        void system.broker.publish("bytes", message);
      },
    });
    expect(heard.stdout).toBe("AP8=\n");
  });

  it("end by an interrupt", async () => {
    const interrupt = new AbortController();
    const { code } = await micro(["subscribe", "silence"], {
      system,
      signal: interrupt.signal,
      onProblem: () => interrupt.abort(),
    });
    expect(code).toBe(130);
  });

  it.each([
    [["publish", "greetings"], 2, "missing required argument 'json'"],
    [["publish", "greetings", "{"], 1, "the request is not JSON: "],
    [["subscribe", "greetings", "--count", "0"], 2, "Expected a number above 0."],
  ])("%j is refused", async (argv, code, message) => {
    const outcome = await micro(argv, { system });
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toContain(message);
  });
});
