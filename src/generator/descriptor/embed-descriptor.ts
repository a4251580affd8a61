import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { extendsOptions } from "./used-files.js";

/** What becomes of the fields of a descriptor: without a rule they are dropped or kept, as the rules say. */
interface Rules {
  readonly otherwise: "drop" | "keep";
  readonly [field: number]: "drop" | "keep" | ((bytes: Uint8Array) => Uint8Array | undefined);
}

const fieldRules: Rules = {
  otherwise: "keep",
  // the reader of the descriptor derives the usual JSON name from the field's name
  10: "drop",
};

const messageRules: Rules = {
  otherwise: "keep",
  2: (bytes) => (hasUsualJsonName(bytes) ? rewrite(bytes, fieldRules) : bytes),
  3: (bytes) => rewrite(bytes, messageRules),
  6: keepUnlessOption,
};

// Imports are given beside the descriptor, and are those whose types are used. Source locations and comments are
// for people; what else a compiler adds is for its tools.
const fileRules: Rules = {
  otherwise: "drop",
  1: "keep", // name
  2: "keep", // package
  4: (bytes) => rewrite(bytes, messageRules),
  5: "keep", // enums
  6: "keep", // services
  7: keepUnlessOption,
  8: "keep", // options
  12: "keep", // syntax
  14: "keep", // edition
};

/**
 * The descriptor of a file as generated code embeds it: base64 of a `FileDescriptorProto` without what is not
 * needed when a program runs.
 */
export function embedDescriptor(file: Uint8Array): string {
  return Buffer.from(rewrite(file, fileRules)).toString("base64").replace(/=+$/, "");
}

function rewrite(bytes: Uint8Array, rules: Rules): Uint8Array {
  const reader = new BinaryReader(bytes);
  const writer = new BinaryWriter();
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    const rule = rules[field] ?? rules.otherwise;
    if (typeof rule === "function") {
      const kept = rule(reader.bytes());
      if (kept !== undefined) writer.tag(field, wireType).bytes(kept);
      continue;
    }
    const raw = reader.skip(wireType, field);
    if (rule === "keep") writer.tag(field, wireType).raw(raw);
  }
  return writer.finish();
}

function keepUnlessOption(extension: Uint8Array): Uint8Array | undefined {
  return extendsOptions(readString(extension, 2)) ? undefined : extension;
}

function hasUsualJsonName(field: Uint8Array): boolean {
  return readString(field, 10) === usualJsonName(readString(field, 1));
}

function readString(bytes: Uint8Array, wanted: number): string {
  const reader = new BinaryReader(bytes);
  let found = "";
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === wanted) found = reader.string();
    else reader.skip(wireType, field);
  }
  return found;
}

/** `snake_case_name` as protoc spells it in JSON: `snakeCaseName`. */
function usualJsonName(fieldName: string): string {
  return fieldName.replace(/_+([^_]?)/g, (_, next: string) => next.toUpperCase());
}
