import type { Codec } from "../codec/codec.js";
import { badRequest } from "../errors/errors.js";
import { MicroError } from "../errors/micro-error.js";
import { createMessage, type MessageInit, type MessageSchema } from "../schema/message-schema.js";
import type { Transport } from "../transport/transport.js";

const id = "go.micro.client.codec";

/** @throws {MicroError} 400 when the wire does not carry the content type */
export function codecOf(transport: Transport, contentType: string): Codec {
  const codec = transport.codec(contentType);
  if (codec === undefined) throw badRequest(id, `transport ${transport.name} carries no ${contentType}`);
  return codec;
}

/** @throws {MicroError} 400 when the caller gave something that is no such message */
export function encodeBody<T>(codec: Codec, schema: MessageSchema<T>, init: MessageInit<T>): Uint8Array {
  try {
    return codec.encode(schema, createMessage(schema, init));
  } catch (thrown) {
    if (thrown instanceof MicroError) throw thrown;
    const detail = `cannot encode ${schema.typeName}: ${String(thrown)}`;
    throw new MicroError({ id, code: 400, detail, cause: thrown });
  }
}

/** @throws {MicroError} 500 when the server answered with something that is no such message */
export function decodeBody<T>(codec: Codec, schema: MessageSchema<T>, body: Uint8Array): T {
  try {
    return codec.decode(schema, body);
  } catch (thrown) {
    const reason = thrown instanceof MicroError ? thrown.detail : String(thrown);
    const detail = `cannot decode ${schema.typeName}: ${reason}`;
    throw new MicroError({ id, code: 500, detail, cause: thrown });
  }
}
