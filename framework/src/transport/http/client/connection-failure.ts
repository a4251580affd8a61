import { markConnectError } from "../../../errors/connect-error.js";
import type { MicroError } from "../../../errors/micro-error.js";
import { transportError } from "../message/error-fields.js";
import type { DialTarget } from "./dial.js";

/** There was no connection: the server can have received nothing. */
export function noConnection(target: DialTarget, cause: unknown): MicroError {
  const address = addressOf(target);
  const reason = reasonOf(cause) ?? "closed";
  const detail = reason.includes(address) ? reason : `${address}: ${reason}`;
  return markConnectError(transportError(503, `connection error: ${detail}`, cause));
}

/** The connection ended before anything of a reply came: the call may be made again, if it does no harm twice. */
export function lostConnection(target: DialTarget, cause: unknown): MicroError {
  const reason = reasonOf(cause) ?? (target.tls && "a server that refuses this client's certificate does so");
  const lost = `the connection to ${addressOf(target)} was closed before a reply came`;
  return transportError(503, reason === undefined ? lost : `${lost}: ${reason}`, cause);
}

function addressOf({ host, port }: DialTarget): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** In words: where the message is one of OpenSSL, what stands there between codes. */
function reasonOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  return /:SSL routines:[^:]*:([^:]+)/.exec(cause.message)?.[1] ?? cause.message;
}
