import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { CodeGeneratorResponse } from "ts-proto-descriptors";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { generateResponse } from "../src/generator/index.js";
import { buildRequest, compileProto } from "./generator/compile-proto.js";
import { createRandom, randomFile } from "./generator/random-descriptor.js";

/** 2000 in `npm run test:fuzz:generator`. */
const rounds = Number(process.env.FUZZ_ROUNDS ?? 200);
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

  it("never makes the executable end otherwise", { timeout: 300_000 }, () => {
    const random = createRandom(4);
    for (let round = 0; round < Math.ceil(rounds / 100); round++) {
      for (const mutate of Object.values(mutations)) {
        const { status, stdout, stderr } = spawnSync(process.execPath, [executable], {
          input: mutate(random),
          timeout: 60_000,
        });
        if (status === 0) expect(CodeGeneratorResponse.decode(stdout)).toBeDefined();
        else
          expect([status, stderr.toString()]).toEqual([1, expect.stringMatching(/^protoc-gen-micro: .+\n$/)]);
      }
    }
  });
});

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
