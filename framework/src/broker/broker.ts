/*
 * The broker carries messages from publishers to whoever subscribed to their topic.
 */

import type { Awaitable } from "../async/awaitable.js";
import type { Metadata } from "../metadata/metadata.js";

/** A published message. */
export interface BrokerMessage {
  readonly header: Metadata;
  readonly body: Uint8Array;
}

export type BrokerHandler = (message: BrokerMessage) => Awaitable<void>;

export interface BrokerSubscribeOptions {
  /** Subscribers of one queue share its messages: each goes to one of them. @default every message */
  readonly queue?: string;
  /** Hears what a handler threw. @default the broker's logger */
  readonly onError?: (error: unknown, message: BrokerMessage) => void;
}

export interface Subscription extends AsyncDisposable {
  readonly topic: string;
  /** No further message is handed over; resolves when the handler is done with the last. Idempotent. */
  close(): Promise<void>;
}

/**
 * Carries messages by topic.
 *
 * An implementation MUST
 * 1. give each message to every subscriber without a queue, and to exactly one of each queue;
 * 2. deliver header and body as they were published, to each subscriber a copy of its own;
 * 3. report what a handler threw to `onError`, and go on;
 * 4. resolve `publish` when the message was handed over, or kept in a bounded backlog, and reject when it was lost;
 * 5. stop delivering when a subscription is closed, and not before;
 * 6. survive `close` twice; `close` closes every subscription.
 */
export interface Broker extends AsyncDisposable {
  /** `http`, `memory` ...: what node metadata says. */
  readonly name: string;
  publish(topic: string, message: BrokerMessage): Promise<void>;
  subscribe(topic: string, handler: BrokerHandler, options?: BrokerSubscribeOptions): Promise<Subscription>;
  close(): Promise<void>;
}
