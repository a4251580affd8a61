import { deflateSync, inflateSync } from "node:zlib";

/** More than any service says of itself; a bound for what a stranger's text may unpack to. */
const maxLength = 1 << 20;

/** Compresses text by zlib, and writes it in hexadecimal digits: as Go Micro does where a registry has little room. */
export function packText(text: string): string {
  return deflateSync(text).toString("hex");
}

/** @returns undefined for what was not packed by {@link packText} or Go Micro */
export function unpackText(digits: string): string | undefined {
  if (!/^(?:[0-9a-f]{2})+$/i.test(digits)) return undefined;
  try {
    return inflateSync(Buffer.from(digits, "hex"), { maxOutputLength: maxLength }).toString();
  } catch {
    return undefined;
  }
}
