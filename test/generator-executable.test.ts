import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CodeGeneratorResponse } from "ts-proto-descriptors";
import { describe, expect, it } from "vitest";
import { generate } from "../src/generator/index.js";
import { buildRequest, compileProto } from "./generator/compile-proto.js";
import { listFixtures, readParameter } from "./generator/fixtures.js";

const executable = fileURLToPath(new URL("../dist/protoc-plugin/protoc-gen-micro.cjs", import.meta.url));

interface Result {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs the executable as buf and protoc do. */
async function run(args: readonly string[], input: Uint8Array): Promise<Result> {
  const child = spawn(process.execPath, [executable, ...args]);
  child.stdin.on("error", () => {}); // the executable may end before it has read everything
  child.stdin.end(input);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk) => stdout.push(chunk));
  child.stderr.on("data", (chunk) => stderr.push(chunk));
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { status, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() };
}

async function requestOf(name: string): Promise<Uint8Array> {
  const fixture = listFixtures().find((it) => it.name === name);
  if (fixture === undefined) throw new Error(`no fixture ${name}`);
  const files = await compileProto(fixture.folder);
  return buildRequest({ files, filesToGenerate: ["input.proto"], parameter: readParameter(fixture) });
}

describe("the plugin's executable", () => {
  for (const name of [
    "everything",
    "naming-messages",
    "comments",
    "options-index",
    "http-rules",
    "closed-enum",
  ]) {
    it(`answers for ${name} as the generator does, by templates compiled beforehand`, async () => {
      const request = await requestOf(name);
      const { status, stdout } = await run([], request);
      expect(status).toBe(0);
      const response = CodeGeneratorResponse.fromPartial(CodeGeneratorResponse.decode(stdout));
      expect(response).toEqual(generate(request));
    });
  }

  it("warns on stderr, and nowhere else", async () => {
    const { status, stdout, stderr } = await run([], await requestOf("closed-enum-allowed"));
    expect(status).toBe(0);
    expect(CodeGeneratorResponse.decode(stdout).error).toBe("");
    expect(stderr).toBe(
      "protoc-gen-micro: warning: input.proto:9:5: enum closed.v1.Thing.Mode: " +
        "expected features.enum_type = OPEN, got CLOSED\n",
    );
  });

  it("says in one line that a request is cut short, and writes nothing", async () => {
    const request = await requestOf("greeter");
    const { status, stdout, stderr } = await run([], request.subarray(0, request.length - 10));
    expect(status).toBe(1);
    expect(stdout).toHaveLength(0);
    expect(stderr).toBe("protoc-gen-micro: cannot read the request: premature end\n");
  });

  it("tells its version", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    expect((await run(["--version"], new Uint8Array())).stdout.toString()).toBe(`${version}\n`);
  });

  it("explains each option when it is asked for help", async () => {
    const { status, stdout } = await run(["--help"], new Uint8Array());
    expect(status).toBe(0);
    for (const option of ["import_extension=js|ts|none", "strict=true|false", "runtime=<module>"]) {
      expect(stdout.toString()).toContain(option);
    }
  });

  it("refuses other arguments with a hint", async () => {
    const { status, stderr } = await run(["greeter.proto"], new Uint8Array());
    expect(status).toBe(2);
    expect(stderr).toBe("protoc-gen-micro is run by buf or protoc; see protoc-gen-micro --help\n");
  });
});
