import type { DescMessage } from "@bufbuild/protobuf";
import type { MessageSchema } from "./message-schema.js";
import type { MethodDefinition, MethodKind } from "./service-definition.js";

/**
 * The schema of a body that nobody decodes: every codec passes it through, untouched, in both directions.
 *
 * Gateways, proxies and the command line make calls with it.
 */
export const rawSchema: MessageSchema<Uint8Array> = {
  typeName: "",
  codec: {
    encode: (body) => ({ finish: () => body }),
    decode: (bytes) => bytes,
    fromPartial: (body) => body,
  },
};

/** A method whose messages are bytes as they stand: what it takes to call an endpoint by its name. */
export function rawMethod<K extends MethodKind>(
  endpoint: string,
  kind: K,
): MethodDefinition<Uint8Array, Uint8Array, K> {
  return { kind, endpoint, path: "", input: rawSchema, output: rawSchema };
}

/** The schema of a message that stays in its protobuf bytes: codecs of JSON then turn bytes into JSON, and back. */
export function describedSchema(message: DescMessage): MessageSchema<Uint8Array> {
  const file = { file: message.file, message: () => message };
  return { typeName: message.typeName, codec: rawSchema.codec, file };
}
