import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Service } from "@ts-micro/framework";
import { type HttpMessage, readMessages } from "./conversation.js";

/** Bytes to send, or milliseconds to wait before the next. */
export type Step = Buffer | number;

export interface AskOptions {
  /** How many messages to wait for; fewer come when the service closes the connection before. */
  readonly count: number;
  /** Closes this half of the connection behind the last step. @default false */
  readonly end?: boolean;
}

/** Sends bytes to a service, and reads its answers. Header fields are those that a reply of Go Micro is made of. */
export async function ask(
  service: Service,
  steps: readonly Step[],
  { count, end = false }: AskOptions,
): Promise<HttpMessage[]> {
  const socket = connect(Number(service.server.address?.split(":").at(-1)), "127.0.0.1");
  let received = Buffer.alloc(0);
  const complete = new Promise<void>((resolve) => {
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (countMessages(received) >= count) resolve();
    });
    socket.on("end", resolve);
  });
  try {
    await once(socket, "connect");
    for (const step of steps) {
      if (typeof step === "number") await delay(step);
      else socket.write(step);
    }
    if (end) socket.end();
    await complete;
    return readMessages(received).map(comparable);
  } finally {
    socket.destroy();
  }
}

/*
 * A Go server echoes every header field of the first request, credentials included; ours gives what a caller needs.
 */
const kept = [
  "content-length",
  "content-type",
  "grpc-message",
  "grpc-status",
  "micro-error",
  "micro-id",
  "x-micro-error",
  "x-micro-id",
];

/** A reply of Go's without what it echoes of the request. */
export function comparable({ startLine, headers, body }: HttpMessage): HttpMessage {
  return {
    startLine,
    headers: Object.fromEntries(Object.entries(headers).filter(([key]) => kept.includes(key))),
    body,
  };
}

function countMessages(bytes: Buffer): number {
  try {
    const messages = readMessages(bytes);
    const last = messages.at(-1);
    return last !== undefined && last.body.length < Number(last.headers["content-length"])
      ? messages.length - 1
      : messages.length;
  } catch {
    return 0;
  }
}
