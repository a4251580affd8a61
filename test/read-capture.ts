import { readFileSync } from "node:fs";

/** @returns the bytes of `test/fixtures/captures/<path>.hex`: what a live Go Micro process sent */
export function readCapture(path: string): Buffer {
  const digits = readFileSync(new URL(`./fixtures/captures/${path}.hex`, import.meta.url), "utf8");
  return Buffer.from(digits.replace(/\s/g, ""), "hex");
}
