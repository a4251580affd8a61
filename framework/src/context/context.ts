import type { Metadata } from "../metadata/metadata.js";

/** What a handler knows of the call it serves, beside the message. */
export interface HandlerContext {
  /** The service that was called. */
  readonly service: string;
  /** `Greeter.Hello`; for a subscriber, the topic. */
  readonly endpoint: string;
  readonly metadata: Metadata;
  /** When the caller stops waiting, in milliseconds since the epoch; undefined when it waits without limit. */
  readonly deadline: number | undefined;
  /** Aborts when the caller went away or the deadline passed. */
  readonly signal: AbortSignal;
  /** Where the call came from: `127.0.0.1:53122`; empty in memory. */
  readonly remote: string;
  /** Set what the caller is to see before the first message, on wires that carry it. */
  readonly header: Metadata;
  /** Set what the caller is to see after the last message, on wires that carry it. */
  readonly trailer: Metadata;
}
