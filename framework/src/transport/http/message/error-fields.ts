import { MicroError } from "../../../errors/micro-error.js";
import { headerValue } from "./header-value.js";

/** What `Micro-Error` says when a stream ended as it should. */
export const endOfStream = "EOS";

/** The text that carries an error: the JSON of its four fields, or the bare text of an error that only had that. */
export function errorText(error: MicroError): string {
  const bare = error.code === 0 && error.detail !== "" && error.detail !== endOfStream;
  return bare ? error.detail : JSON.stringify(error);
}

/** @returns `Micro-Error` under both of its names, with line ends, one character per byte */
export function errorFields(text: string): string {
  const value = headerValue(text);
  return `Micro-Error: ${value}\r\nX-Micro-Error: ${value}\r\n`;
}

/** The error of this transport on the side that calls; Go's has the same id. */
export function transportError(code: number, detail: string, cause?: unknown): MicroError {
  return new MicroError({ id: "go.micro.client.transport", code, detail, cause });
}
