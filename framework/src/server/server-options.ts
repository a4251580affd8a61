import type { Broker } from "../broker/broker.js";
import type { Logger } from "../logger/logger.js";
import { checkOption, duration, type Expectation, functions, positive } from "../options/check-option.js";
import { advertisable } from "../registry/advertised-address.js";
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
  /** Where peers reach this node, if not where it listens: `host:port`, or one of them. @default what was bound, or this machine's own address */
  readonly advertise?: string;
  /** After how long without renewal the registry forgets this node; `Infinity` for never. @default 90000 */
  readonly registerTtlMs?: number;
  /** How often the registration is renewed; this must be below the TTL. @default a third of the TTL */
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
  /** How long `close` waits for a start that is under way, and for calls in flight. @default 10000 */
  readonly drainTimeoutMs?: number;
}

/** @throws {TypeError} naming the option, what it must be, and what it is */
export function checkServerOptions(options: ServerOptions): void {
  const check = (option: keyof ServerOptions, expectation: Expectation): void =>
    checkOption(`server option \`${option}\``, options[option], expectation);
  checkOption("server option `name`", options.name ?? "", name);
  check("metadata", texts);
  check("advertise", advertisable);
  check("maxConcurrency", positive);
  for (const option of ["registerTtlMs", "registerIntervalMs", "drainTimeoutMs"] as const)
    check(option, duration);
  for (const option of ["wrapHandler", "wrapSubscriber"] as const) check(option, functions);
  const { ttlMs, intervalMs } = registrationTimes(options);
  const inTime = { expected: `below the \`registerTtlMs\` of ${ttlMs}`, holds: () => intervalMs < ttlMs };
  if (ttlMs !== Infinity) checkOption("server option `registerIntervalMs`", intervalMs, inTime);
}

/** How long a registration lasts, and how often it is renewed: twice may fail. */
export function registrationTimes(options: ServerOptions): { ttlMs: number; intervalMs: number } {
  const { registerTtlMs: ttlMs = 90_000, registerIntervalMs: intervalMs = ttlMs / 3 } = options;
  return { ttlMs, intervalMs };
}

const name: Expectation = {
  expected: "a name that is not empty",
  holds: (it) => typeof it === "string" && it !== "",
};

const texts: Expectation = {
  expected: "an object of texts",
  holds: (it) =>
    typeof it === "object" && it !== null && Object.values(it).every((each) => typeof each === "string"),
};
