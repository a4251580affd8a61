import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { FileDescriptorProto } from "ts-proto-descriptors";
import { describe, expect, it } from "vitest";
import { generate } from "../src/generator/index.js";
import { buildRequest, compileProto } from "./generator/compile-proto.js";

const executable = fileURLToPath(new URL("../dist/protoc-plugin/protoc-gen-micro.cjs", import.meta.url));
const fixtures = ["everything", "paths", "options-index"];

for (const fixture of fixtures) {
  const files = await compileProto(fileURLToPath(new URL(`fixtures/${fixture}`, import.meta.url)));
  const names = files.map((it) => FileDescriptorProto.decode(it).name);
  const parameter = fixture === "options-index" ? "index=true" : "";
  const request = buildRequest({ files, filesToGenerate: names, parameter });

  describe(`what is generated for ${fixture} is the same to the byte`, () => {
    it("twice in a row", () => {
      expect(generate(request)).toEqual(generate(request));
    });

    it("for files in another order", () => {
      const reversed = buildRequest({
        files: importsFirst([...files].reverse()),
        filesToGenerate: [...names].reverse(),
        parameter,
      });
      expect(Buffer.from(reversed).equals(request)).toBe(false);
      expect(generate(reversed)).toEqual(generate(request));
    });

    it("in another time zone, under another locale, and in another folder", () => {
      const run = (env: NodeJS.ProcessEnv, cwd: string) =>
        execFileSync(process.execPath, [executable], {
          input: request,
          env: { ...process.env, ...env },
          cwd,
          maxBuffer: 2 ** 26,
        });
      const here = run({ TZ: "UTC", LC_ALL: "C" }, process.cwd());
      const there = run({ TZ: "Pacific/Chatham", LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8" }, tmpdir());
      expect(there.equals(here)).toBe(true);
    });
  });
}

/** The files in the given order, but for those that must wait for what they import. */
function importsFirst(files: readonly Uint8Array[]): Uint8Array[] {
  const byName = new Map(files.map((bytes) => [FileDescriptorProto.decode(bytes).name, bytes]));
  const sorted = new Set<Uint8Array>();
  const visit = (bytes: Uint8Array) => {
    for (const name of FileDescriptorProto.decode(bytes).dependency) {
      const imported = byName.get(name);
      if (imported !== undefined) visit(imported);
    }
    sorted.add(bytes);
  };
  for (const bytes of files) visit(bytes);
  return [...sorted];
}
