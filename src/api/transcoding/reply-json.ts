import { create, toJson } from "@bufbuild/protobuf";
import { type HttpRule, proto3JsonCodec } from "@ts-micro/framework";
import type { DescribedEndpoint } from "../discovery/described-endpoint.js";
import { findField } from "./parameter.js";

/** Prints a reply in protobuf, or the field of it that a route answers with, as proto3's JSON. */
export function replyJson(
  { descriptor, output }: DescribedEndpoint,
  { responseBody }: Pick<HttpRule, "responseBody">,
  reply: Uint8Array,
): string {
  const json = Buffer.from(proto3JsonCodec.encode(output, reply)).toString();
  const field = responseBody === undefined ? undefined : findField(descriptor.output, responseBody);
  if (field === undefined) return json;
  // JSON leaves out what has its default value; as a body of its own it must be there.
  const defaults = toJson(descriptor.output, create(descriptor.output), { alwaysEmitImplicit: true });
  const message = { ...(defaults as object), ...JSON.parse(json) };
  return JSON.stringify(message[field.jsonName] ?? null);
}
