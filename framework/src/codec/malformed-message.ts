import { MicroError } from "../errors/micro-error.js";
import type { MessageSchema } from "../schema/message-schema.js";

/** 400: the bytes are no message of the type. */
export function malformedMessage<T>(codec: string, schema: MessageSchema<T>, cause: unknown): MicroError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const what = `not a ${codec} message${schema.typeName === "" ? "" : ` ${schema.typeName}`}`;
  return new MicroError({ id: "go.micro.codec", code: 400, detail: `${what}: ${reason}`, cause });
}
