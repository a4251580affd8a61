import { MicroError } from "../../../errors/micro-error.js";
import { transportError } from "../message/error-fields.js";
import { headerText } from "../message/header-value.js";
import type { Message } from "../message/message.js";

/** @returns the error that a reply carries; undefined for a good reply */
export function replyError(message: Message): MicroError | undefined {
  const text = message.micro("error");
  if (text !== undefined && text !== "") return MicroError.parse(headerText(text));
  const status = statusOf(message);
  if (status !== 200) {
    const body = Buffer.from(message.body).toString();
    const line = message.startLine.slice("HTTP/1.1 ".length);
    return transportError(500, body === "" ? line : `${line}: ${body}`);
  }
  return isUnsupported(message) ? transportError(415, Buffer.from(message.body).toString()) : undefined;
}

export function statusOf(message: Message): number {
  return Number(message.startLine.slice(9, 12));
}

/** Go answers a content type that it does not know with a text, and without an error. */
function isUnsupported(message: Message): boolean {
  if (message.get("content-type") !== "text/plain") return false;
  return Buffer.from(message.body).toString("latin1").startsWith("Unsupported Content-Type: ");
}
