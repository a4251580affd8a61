import { MicroError } from "../../../../errors/micro-error.js";

/** 400: a body that is not framed as its content type says. */
export function malformedFrame(contentType: string, cause: unknown): MicroError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MicroError({ id: "go.micro.codec", code: 400, detail: `not ${contentType}: ${reason}`, cause });
}
