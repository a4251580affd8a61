import { Metadata } from "@ts-micro/framework";
import type { Header } from "./gen/connectrpc/conformance/v1/service.js";

/** Several values of a header become one, as metadata holds them. */
export function metadataOf(headers: readonly Header[]): Metadata {
  const metadata = new Metadata();
  addHeaders(metadata, headers);
  return metadata;
}

export function addHeaders(metadata: Metadata, headers: readonly Header[]): void {
  for (const { name, value } of headers) {
    for (const it of value) metadata.append(name, it);
  }
}

export function headersOf(metadata: Metadata): Header[] {
  return Array.from(metadata, ([name, value]) => ({ name, value: [value] }));
}
