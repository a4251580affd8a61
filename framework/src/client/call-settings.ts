import type { HandlerContext } from "../context/context.js";
import { Metadata, type MetadataInit } from "../metadata/metadata.js";
import { exponentialBackoff } from "./backoff.js";
import type { CallOptions, CallWrapper } from "./client.js";
import { forwardedMetadata } from "./forwarded-metadata.js";
import { retryOnSafeErrors } from "./retry.js";

type Defaulted = "timeoutMs" | "dialTimeoutMs" | "retries" | "retry" | "backoff" | "contentType";

/** The options of a call with every default applied. */
export type CallSettings = CallOptions & { readonly [K in Defaulted]: NonNullable<CallOptions[K]> };

const defaults: CallSettings = {
  timeoutMs: 5000,
  dialTimeoutMs: 5000,
  retries: 1,
  retry: retryOnSafeErrors,
  backoff: exponentialBackoff(),
  contentType: "application/protobuf",
};

/** Applies the defaults to what a client was created with. */
export function createCallSettings(options: CallOptions = {}): CallSettings {
  return overrideCallOptions(defaults, options);
}

/**
 * Lays the options of one call over those that were there before; metadata is joined, key by key, and wrappers add up.
 *
 * Each field is named, and is there even where it is not given, so that the options of all calls have one shape: merged
 * by `{ ...before, ...options }` they have many, and reading them is then most of what a call costs.
 */
export function overrideCallOptions<T extends CallOptions>(before: T, options: CallOptions): T {
  const merged: Required<CallOptions> = {
    metadata: joinMetadata(before.metadata, options.metadata),
    context: options.context ?? before.context,
    timeoutMs: options.timeoutMs ?? before.timeoutMs,
    dialTimeoutMs: options.dialTimeoutMs ?? before.dialTimeoutMs,
    signal: options.signal ?? before.signal,
    retries: options.retries ?? before.retries,
    retry: options.retry ?? before.retry,
    backoff: options.backoff ?? before.backoff,
    address: options.address ?? before.address,
    filters: options.filters ?? before.filters,
    strategy: options.strategy ?? before.strategy,
    protocol: options.protocol ?? before.protocol,
    contentType: options.contentType ?? before.contentType,
    wrapCall: joinWrappers(before.wrapCall, options.wrapCall),
    onHeader: options.onHeader ?? before.onHeader,
    onTrailer: options.onTrailer ?? before.onTrailer,
  };
  return merged as T;
}

function joinMetadata(
  before: MetadataInit | undefined,
  added: MetadataInit | undefined,
): MetadataInit | undefined {
  if (before === undefined || added === undefined) return added ?? before;
  const joined = new Metadata(before);
  for (const [key, value] of new Metadata(added)) joined.set(key, value);
  return joined;
}

/** Those that were there before stay outermost. */
function joinWrappers(
  before: readonly CallWrapper[] | undefined,
  added: readonly CallWrapper[] | undefined,
): readonly CallWrapper[] | undefined {
  return before === undefined || added === undefined ? (added ?? before) : [...before, ...added];
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
  const forwarded = context && forwardedMetadata(context.metadata);
  const sent = new Metadata(joinMetadata(forwarded, metadata));
  if (fromService !== undefined && !sent.has("Micro-From-Service"))
    sent.set("Micro-From-Service", fromService);
  return sent;
}
