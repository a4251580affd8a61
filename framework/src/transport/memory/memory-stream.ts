import type { Awaitable } from "../../async/awaitable.js";
import { unavailable } from "../../errors/errors.js";
import { MicroError } from "../../errors/micro-error.js";
import type { Metadata } from "../../metadata/metadata.js";
import type { IncomingStream, OutgoingStream } from "../transport.js";
import { BodyPipe } from "./body-pipe.js";
import type { CallEnds, CallLimits } from "./call-limits.js";
import type { MemoryCall } from "./memory-call.js";

const id = "go.micro.client.transport";

/** Joins a client and a server by two pipes, and sets the server to work. */
export function openMemoryStream(ends: CallEnds, limits: CallLimits): OutgoingStream {
  const { incoming, door } = ends;
  const requests = new BodyPipe();
  const replies = new BodyPipe();
  const served = limits.apply(door.acceptor.stream(incoming, serverEnd(incoming, requests, replies)), ends);
  const ended = served
    .then(
      () => replies.end(),
      (reason) => replies.end(reason),
    )
    // What the server has not read by then is of no use to anyone.
    .then(() => requests.end());
  return new MemoryStream({ incoming, requests, replies, ended });
}

function serverEnd(incoming: MemoryCall, requests: BodyPipe, replies: BodyPipe): IncomingStream {
  return {
    send(body): Awaitable<void> {
      if (replies.ended) throw MicroError.from(incoming.signal.reason, id);
      return replies.write(body);
    },
    [Symbol.asyncIterator]: () => requests.bodies,
  };
}

interface MemoryStreamParts {
  readonly incoming: MemoryCall;
  readonly requests: BodyPipe;
  readonly replies: BodyPipe;
  readonly ended: Promise<void>;
}

class MemoryStream implements OutgoingStream {
  readonly header: Promise<Metadata>;
  readonly trailer: Promise<Metadata>;
  readonly #parts: MemoryStreamParts;

  constructor(parts: MemoryStreamParts) {
    const { incoming, replies, ended } = parts;
    this.#parts = parts;
    this.header = replies.begun.then(() => incoming.header);
    this.trailer = ended.then(() => incoming.trailer);
  }

  async send(body: Uint8Array): Promise<void> {
    const { requests } = this.#parts;
    if (requests.ended) throw unavailable(id, "the stream has ended");
    await requests.write(body);
  }

  async closeSend(): Promise<void> {
    this.#parts.requests.end();
  }

  close(): void {
    const { incoming, requests, replies } = this.#parts;
    incoming.abort(new MicroError({ id, code: 499, detail: "the caller closed the stream" }));
    replies.end();
    requests.end();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.#parts.replies.bodies;
  }
}
