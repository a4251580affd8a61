import type { IncomingMessage } from "node:http";
import { badRequest } from "@ts-micro/framework";
import { gatewayName } from "../api.js";

/**
 * How long the caller of a request waits, as its header `Timeout` says in seconds, as in Go Micro.
 *
 * @returns milliseconds; undefined where it says nothing
 * @throws {MicroError} 400 for what is no number of seconds
 */
export function timeoutOf({ headers }: IncomingMessage): number | undefined {
  const { timeout } = headers;
  if (timeout === undefined) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(String(timeout)) ? Number(timeout) : 0;
  if (seconds > 0) return seconds * 1_000;
  throw badRequest(gatewayName, `header Timeout: expected seconds, got "${timeout}"`);
}
