import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { buffer, text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { CodeGeneratorResponse } from "ts-proto-descriptors";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { generateResponse } from "../src/generator/index.js";
import { buildRequest, compileProto } from "./generator/compile-proto.js";
import { createRandom, randomFile } from "./generator/random-descriptor.js";

/** 2000 in `npm run test:fuzz:generator`. */
const rounds = Number(process.env.FUZZ_ROUNDS ?? 200);
const executions = Number(process.env.FUZZ_ROUNDS ?? 20);
const executable = fileURLToPath(new URL("../dist/protoc-plugin/protoc-gen-micro.cjs", import.meta.url));
const files = await compileProto(fileURLToPath(new URL("fixtures/comments", import.meta.url)));
const sound = buildRequest({ files, filesToGenerate: ["input.proto"], parameter: "" });

type Random = (below: number) => number;

const mutations: Readonly<Record<string, (random: Random) => Uint8Array>> = {
  "cut short": (random) => sound.subarray(0, random(sound.length)),
  "bits flipped": (random) => {
    const flipped = Uint8Array.from(sound);
    for (let count = random(4); count >= 0; count--) {
      const at = random(flipped.length);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << random(8));
    }
    return flipped;
  },
  "random descriptors": (random) => {
    const file = randomFile(random);
    return buildRequest({
      files: [file],
      filesToGenerate: random(2) === 0 ? ["x.proto"] : [],
      parameter: "",
    });
  },
};

describe("a request that went wrong", () => {
  for (const [index, [name, mutate]] of Object.entries(mutations).entries()) {
    it(`ends in a response or a one-line error: ${name}`, { timeout: 300_000 }, () => {
      const random = createRandom(index + 1);
      for (let round = 0; round < Math.ceil(rounds / 3); round++) expectSound(mutate(random));
    });
  }

  it("never makes the executable end otherwise, or hang", { timeout: 600_000 }, async () => {
    const random = createRandom(4);
    const perMutation = Math.ceil(executions / 3);
    const requests = Object.values(mutations).flatMap((mutate) =>
      Array.from({ length: perMutation }, () => mutate(random)),
    );
    const workers = Array.from({ length: availableParallelism() }, async () => {
      for (let request = requests.pop(); request !== undefined; request = requests.pop()) {
        expectAnswer(await execute(request));
      }
    });
    await Promise.all(workers);
  });
});

interface Execution {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs the executable for at most ten seconds. */
async function execute(request: Uint8Array): Promise<Execution> {
  const child = spawn(process.execPath, [executable], { timeout: 10_000 });
  child.stdin.on("error", () => {}); // it may end before it has read everything
  child.stdin.end(request);
  const [stdout, stderr] = await Promise.all([
    buffer(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { status: child.exitCode, stdout, stderr };
}

function expectAnswer({ status, stdout, stderr }: Execution): void {
  if (status === 0) expect(CodeGeneratorResponse.decode(stdout)).toBeDefined();
  else expect([status, stderr]).toEqual([1, expect.stringMatching(/^protoc-gen-micro: .+\n$/)]);
}

/** A file of a response is below the output folder, and is code. */
function expectSound(request: Uint8Array): void {
  let parts: Uint8Array[];
  try {
    parts = [...generateResponse(request)];
  } catch (problem) {
    expect(String(problem)).toMatch(/^(\w*Error): [^\n]+$/);
    return;
  }
  const response = CodeGeneratorResponse.decode(Buffer.concat(parts));
  expect(response.error).not.toContain("\n");
  if (response.error !== "") return;
  for (const { name, content } of response.file) {
    expect(name).not.toMatch(/^[/\\]|(^|\/)\.\.(\/|$)/);
    const { diagnostics } = ts.transpileModule(content, { reportDiagnostics: true, fileName: name });
    expect(diagnostics?.map((it) => `${name}: ${it.messageText}`)).toEqual([]);
  }
}
