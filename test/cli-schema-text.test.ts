import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { create, createFileRegistry, type FileRegistry, fromBinary, toJson } from "@bufbuild/protobuf";
import {
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import { describe, expect, it, onTestFinished } from "vitest";
import { schemaText } from "../src/cli/text/schema-text.js";
import { compileProto } from "./generator/compile-proto.js";

async function compile(folder: string): Promise<FileRegistry> {
  const file = (await compileProto(folder)).map((it) => fromBinary(FileDescriptorProtoSchema, it));
  return createFileRegistry(create(FileDescriptorSetSchema, { file }));
}

/** Without what the text leaves out. */
function bare(proto: FileDescriptorProto): unknown {
  const json = toJson(FileDescriptorProtoSchema, { ...proto, sourceCodeInfo: undefined });
  const left = ["options", "reservedRange", "reservedName", "defaultValue", "jsonName", "publicDependency"];
  const text = JSON.stringify(json, (key, value) => {
    if (key === "nestedType") return value.toSorted(byName);
    return left.includes(key) ? undefined : value;
  });
  return JSON.parse(text);
}

/** Compilers add the entries of maps to the messages in a message, wherever they like. */
function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

describe("the text of a schema", () => {
  it.each(["everything", "greeter", "nested", "optional", "comments", "no-package", "same-name"])(
    "compiles to what it was made of: %s",
    async (fixture) => {
      const registry = await compile(join(import.meta.dirname, "fixtures", fixture));
      const files = [...registry.files];
      const text = schemaText({ services: files.flatMap((it) => it.services), files });
      const folder = await mkdtemp(join(tmpdir(), "micro-schema-"));
      onTestFinished(() => rm(folder, { recursive: true }));
      for (const part of text.split(/^(?=\/\/ \S+\.proto$)/m)) {
        const path = join(folder, /^\/\/ (\S+)/.exec(part)?.[1] ?? "");
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, part);
      }
      const printed = [...(await compile(folder)).files].map((it) => bare(it.proto));
      const own = files.map((it) => it.proto).filter((it) => !it.name.startsWith("google/"));
      expect(printed).toEqual(expect.arrayContaining(own.map(bare)));
      expect(own.length).toBeGreaterThan(0);
    },
  );
});
