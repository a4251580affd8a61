import type { HandlerContext } from "../context/context.js";
import { Metadata } from "../metadata/metadata.js";
import { exponentialBackoff } from "./backoff.js";
import type { CallOptions } from "./client.js";
import { forwardedMetadata } from "./forwarded-metadata.js";
import { retryOnSafeErrors } from "./retry.js";

type Defaulted = "timeoutMs" | "dialTimeoutMs" | "retries" | "retry" | "backoff" | "contentType";

/** The options of a call with every default applied. */
export type CallSettings = CallOptions & Required<Pick<CallOptions, Defaulted>>;

const defaults: CallSettings = {
  timeoutMs: 5000,
  dialTimeoutMs: 5000,
  retries: 1,
  retry: retryOnSafeErrors,
  backoff: exponentialBackoff(),
  contentType: "application/protobuf",
};

/** Applies the defaults to what a client was created with. */
export function createCallSettings(options: CallOptions | undefined): CallSettings {
  return checkCallSettings({ ...defaults, ...options });
}

/** Lays the options of one call over those that were there before; metadata is joined, key by key. */
export function overrideCallOptions<T extends CallOptions>(before: T, options: CallOptions): T {
  if (before.metadata === undefined || options.metadata === undefined) return { ...before, ...options };
  const metadata = new Metadata(before.metadata);
  for (const [key, value] of new Metadata(options.metadata)) metadata.set(key, value);
  return { ...before, ...options, metadata };
}

/** @throws {TypeError} naming the option, what it must be, and what it is */
export function checkCallSettings(settings: CallSettings): CallSettings {
  const { timeoutMs, dialTimeoutMs, retries } = settings;
  if (!(timeoutMs > 0)) fail("timeoutMs", "a number above 0", timeoutMs);
  if (!(dialTimeoutMs > 0)) fail("dialTimeoutMs", "a number above 0", dialTimeoutMs);
  if (!(retries >= 0)) fail("retries", "a number of at least 0", retries);
  return settings;
}

function fail(option: string, expected: string, value: unknown): never {
  throw new TypeError(
    `Expected the call option \`${option}\` to be ${expected}, got \`${value}\` (${typeof value})`,
  );
}

/** When the caller stops waiting: after its own time, and never later than the call it is made for. */
export function deadlineOf(
  timeoutMs: number | undefined,
  context: HandlerContext | undefined,
): number | undefined {
  const own = timeoutMs === undefined || timeoutMs === Infinity ? undefined : Date.now() + timeoutMs;
  const outer = context?.deadline;
  return own === undefined || outer === undefined ? (own ?? outer) : Math.min(own, outer);
}

/** What cancels the call: its own signal, or the end of the call it is made for. */
export function signalOf({ signal, context }: CallOptions): AbortSignal | undefined {
  if (context === undefined) return signal;
  return signal === undefined ? context.signal : AbortSignal.any([signal, context.signal]);
}

/** What travels with a call: what came with the call it is made for, what the caller adds, and who calls. */
export function metadataOf(
  { metadata, context }: Pick<CallOptions, "metadata" | "context">,
  fromService: string | undefined,
): Metadata {
  const sent = context === undefined ? new Metadata() : forwardedMetadata(context.metadata);
  if (metadata !== undefined) for (const [key, value] of new Metadata(metadata)) sent.set(key, value);
  if (fromService !== undefined && !sent.has("Micro-From-Service"))
    sent.set("Micro-From-Service", fromService);
  return sent;
}
