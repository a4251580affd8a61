import type { FileDescriptorProto } from "ts-proto-descriptors";
import { derive } from "../lowering/derive.js";

/*
 * ts-proto takes the first ".proto", and the first ".ts", in a path for its end: `acme.protobuf/a.proto` would
 * become `acme.tsbuf/a.proto`. So it sees every other dot as a character that stands in no path.
 */
const stand = "\uE000";

/** The name of a file as ts-proto may see it. */
export function hideDots(name: string): string {
  return `${name.replace(/\.proto$/, "").replaceAll(".", stand)}.proto`;
}

/** The same file under the name that ts-proto may see. */
export function withHiddenDots(file: FileDescriptorProto): FileDescriptorProto {
  const name = hideDots(file.name);
  return name === file.name ? file : derive(file, { name });
}

/** Puts the dots back. */
export function showDots(text: string): string {
  return text.replaceAll(stand, ".");
}
