import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { extendsOptions } from "./used-files.js";

/** What becomes of a field of the descriptor: kept when no rule names it. */
type Rule = "drop" | ((bytes: Uint8Array) => Uint8Array | undefined);
type Rules = Readonly<Record<number, Rule>>;

const fieldRules: Rules = {
  // the reader of the descriptor derives the usual JSON name from the field's name
  10: "drop",
};

const messageRules: Rules = {
  2: (bytes) => (hasUsualJsonName(bytes) ? rewrite(bytes, fieldRules) : bytes),
  3: (bytes) => rewrite(bytes, messageRules),
  6: keepUnlessOption,
};

const fileRules: Rules = {
  // imports are given beside the descriptor, and are those whose types are used
  3: "drop",
  10: "drop",
  11: "drop",
  15: "drop",
  4: (bytes) => rewrite(bytes, messageRules),
  7: keepUnlessOption,
  // source locations and comments are for people
  9: "drop",
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
    const rule = rules[field];
    if (typeof rule === "function") {
      const kept = rule(reader.bytes());
      if (kept !== undefined) writer.tag(field, wireType).bytes(kept);
      continue;
    }
    const raw = reader.skip(wireType, field);
    if (rule === undefined) writer.tag(field, wireType).raw(raw);
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
export function usualJsonName(fieldName: string): string {
  return fieldName.replace(/_+([^_]?)/g, (_, next: string) => next.toUpperCase());
}
