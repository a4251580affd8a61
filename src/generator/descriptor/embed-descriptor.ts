import { WireCursor } from "../wire/wire-cursor.js";
import { extendsOptions } from "./used-files.js";

/** What becomes of the fields of a message: those that are not named are dropped or kept, as the rules say. */
interface Rules {
  readonly otherwise: "drop" | "keep";
  readonly [field: number]: "drop" | "keep" | "keep unless option" | Rules;
}

const fieldRules: Rules = {
  otherwise: "keep",
  // the reader of the descriptor derives the usual JSON name from the field's name
  10: "drop",
};

const messageRules: { otherwise: "keep"; 2: Rules; 3: Rules; 6: "keep unless option" } = {
  otherwise: "keep",
  2: fieldRules,
  3: { otherwise: "keep" },
  6: "keep unless option",
};
messageRules[3] = messageRules;

// Imports are given beside the descriptor, and are those whose types are used. Source locations and comments are
// for people; what else a compiler adds is for its tools.
const fileRules: Rules = {
  otherwise: "drop",
  1: "keep", // name
  2: "keep", // package
  4: messageRules,
  5: "keep", // enums
  6: "keep", // services
  7: "keep unless option",
  8: "keep", // options
  12: "keep", // syntax
  14: "keep", // edition
};

/**
 * The descriptor of a file as generated code embeds it: base64 of a `FileDescriptorProto` without what is not
 * needed when a program runs.
 */
export function embedDescriptor(file: Uint8Array): string {
  const rest = new Shrinker(file);
  rest.put(fileRules, 0, file.length);
  return rest.taken().toString("base64").replace(/=+$/, "");
}

/** Writes what is left of a message from its end to its start, so that lengths are known when they are written. */
class Shrinker {
  readonly #from: Uint8Array;
  readonly #to: Buffer;
  #at: number;

  constructor(bytes: Uint8Array) {
    this.#from = bytes;
    this.#to = Buffer.allocUnsafe(bytes.length);
    this.#at = bytes.length;
  }

  taken(): Buffer {
    return this.#to.subarray(this.#at);
  }

  put(rules: Rules, start: number, limit: number): void {
    const fields: number[] = [];
    const cursor = new WireCursor(this.#from, start, limit);
    while (cursor.next()) fields.push(cursor.start);
    let end = limit;
    for (let field = fields.pop(); field !== undefined; field = fields.pop()) {
      this.#putField(rules, field, end);
      end = field;
    }
  }

  #putField(rules: Rules, start: number, end: number): void {
    const cursor = new WireCursor(this.#from, start, end);
    cursor.next();
    const rule = rules[cursor.field] ?? rules.otherwise;
    if (rule === "drop" || (rule === "keep unless option" && extendsOptions(readString(cursor.value, 2))))
      return;
    if (typeof rule === "string" || (rule === fieldRules && !hasUsualJsonName(cursor.value))) {
      this.#at -= end - start;
      this.#to.set(cursor.raw, this.#at);
      return;
    }
    const limit = this.#at;
    this.put(rule, cursor.valueStart, end);
    this.#putVarint(limit - this.#at);
    this.#putVarint((cursor.field << 3) | cursor.wireType);
  }

  #putVarint(value: number): void {
    const bytes: number[] = [];
    for (let rest = value; bytes.length === 0 || rest > 0; rest >>>= 7) bytes.push(rest & 0x7f);
    this.#at -= bytes.length;
    for (const [index, byte] of bytes.entries()) {
      this.#to[this.#at + index] = index < bytes.length - 1 ? byte | 0x80 : byte;
    }
  }
}

function hasUsualJsonName(field: Uint8Array): boolean {
  return readString(field, 10) === usualJsonName(readString(field, 1));
}

function readString(bytes: Uint8Array, wanted: number): string {
  let found = "";
  const cursor = new WireCursor(bytes);
  while (cursor.next()) if (cursor.field === wanted) found = cursor.text();
  return found;
}

/** `snake_case_name` as protoc spells it in JSON: `snakeCaseName`. */
function usualJsonName(fieldName: string): string {
  if (!fieldName.includes("_")) return fieldName;
  return fieldName.replace(/_+([^_]?)/g, (_, next: string) => next.toUpperCase());
}
