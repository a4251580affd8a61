import type { Broker } from "../broker/broker.js";
import type { Logger } from "../logger/logger.js";
import type { Registry } from "../registry/registry.js";
import type { Transport } from "../transport/transport.js";
import type { HandlerWrapper, SubscriberWrapper } from "./handler.js";

export interface ServerOptions {
  /** The name that the service is found by: `greeter`. */
  readonly name: string;
  /** Tells this instance from the others; the node is called `<name>-<id>`. @default a random UUID */
  readonly id?: string;
  /** @default "latest" */
  readonly version?: string;
  /** Said of the node in the registry. @default {} */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Where to listen: `host:port`, with port 0 for any and `host:5000-6000` for the first free one. @default ":0" */
  readonly address?: string;
  /** Where peers reach this node, if not where it listens. @default what was bound, or this machine's own address */
  readonly advertise?: string;
  /** After how long without renewal the registry forgets this node. @default 90000 */
  readonly registerTtlMs?: number;
  /** How often the registration is renewed. @default 30000 */
  readonly registerIntervalMs?: number;
  /** Where the service is registered. */
  readonly registry: Registry;
  /** What it listens on. */
  readonly transport: Transport;
  /** Brings the messages of subscribed topics. @default none: subscribing throws */
  readonly broker?: Broker;
  /** @default silent */
  readonly logger?: Logger;
  /** Wrap every call of every handler; the first is the outermost. */
  readonly wrapHandler?: readonly HandlerWrapper[];
  /** Wrap every message of every subscriber; the first is the outermost. */
  readonly wrapSubscriber?: readonly SubscriberWrapper[];
  /**
   * How many handlers may run at once, also those whose callers have given up; calls beyond are refused with 503.
   * Health and other internal methods are always served.
   * @default no limit
   */
  readonly maxConcurrency?: number;
  /** How long `close` waits for calls that are in flight. @default 10000 */
  readonly drainTimeoutMs?: number;
}

/** @throws {TypeError} naming the option, what it must be, and what it is */
export function checkServerOptions(options: ServerOptions): void {
  check(options, "name", {
    expected: "a name that is not empty",
    holds: (it) => typeof it === "string" && it !== "",
  });
  const duration = { expected: "a number above 0", holds: (it: unknown) => typeof it === "number" && it > 0 };
  for (const option of ["registerTtlMs", "registerIntervalMs", "maxConcurrency", "drainTimeoutMs"] as const) {
    if (options[option] !== undefined) check(options, option, duration);
  }
}

function check(
  options: ServerOptions,
  option: keyof ServerOptions,
  { expected, holds }: { expected: string; holds: (value: unknown) => boolean },
): void {
  const value = options[option];
  if (holds(value)) return;
  throw new TypeError(
    `Expected the server option \`${option}\` to be ${expected}, got \`${value}\` (${typeof value})`,
  );
}
