import type { HandlerContext } from "../context/context.js";
import { tooManyRequests } from "../errors/errors.js";
import type { HandlerWrapper } from "../server/handler.js";
import { TokenBucket } from "./token-bucket.js";

export interface RateLimitOptions {
  /** How many calls are served per second in the long run. */
  readonly perSecond: number;
  /** How many are served at once after a pause. @default perSecond, and at least 1 */
  readonly burst?: number;
  /** Who has a limit of their own: `(context) => context.metadata.get("X-Tenant") ?? ""`. @default all share one */
  readonly key?: (context: HandlerContext) => string;
}

/** Keys come from outside: of more than these, the ones that came first are forgotten. */
const maxKeys = 10_000;

/** Makes a wrapper that answers 429 to calls beyond a rate. Internal methods, as probes are, are always served. */
export function limitRate(options: RateLimitOptions): HandlerWrapper {
  const { perSecond, burst = Math.max(perSecond, 1), key = () => "" } = options;
  if (!(perSecond > 0))
    throw new TypeError(`Expected \`perSecond\` to be a number above 0, got \`${perSecond}\``);
  if (!(burst >= 1)) throw new TypeError(`Expected \`burst\` to be a number of at least 1, got \`${burst}\``);
  const buckets = new Map<string, TokenBucket>();
  const bucketOf = (name: string): TokenBucket => {
    const known = buckets.get(name);
    if (known !== undefined) return known;
    const [first] = buckets.keys();
    if (buckets.size >= maxKeys && first !== undefined) buckets.delete(first);
    const bucket = new TokenBucket(burst, perSecond);
    buckets.set(name, bucket);
    return bucket;
  };
  return (next, { internal }) => {
    if (internal) return next;
    return (request, context, method) => {
      if (bucketOf(key(context)).take()) return next(request, context, method);
      throw tooManyRequests(context.service, `more than ${perSecond} calls per second`);
    };
  };
}
