/** A header field's name, read once: the wire repeats the same few. */
export interface HeaderName {
  /** As the peer spelt it. */
  readonly text: string;
  /** Lower case: what names are compared by. */
  readonly key: string;
  /** Belongs to the wire: never metadata. */
  readonly bookkeeping: boolean;
  /** Metadata that belongs behind the last body: `Trailer-Checksum`, as Connect writes it. */
  readonly trailer: boolean;
  /** Says where the body ends, or whether it may be sent. */
  readonly framing: boolean;
  /** Says which endpoint is meant, or how it is to be served. */
  readonly routing: boolean;
}

export const trailerPrefix = "trailer-";

const maxNames = 1000;

/** The names that a listener or a client has met: each is checked and classified once. */
export class HeaderNames {
  readonly #names = new Map<string, HeaderName>();

  /** @returns undefined for what is no header name */
  read(text: string): HeaderName | undefined {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    if (!isHeaderName(text)) return undefined;
    const key = text.toLowerCase();
    const name = {
      text,
      key,
      bookkeeping: isBookkeeping(key),
      trailer: key.startsWith(trailerPrefix),
      framing: framing.has(key),
      routing: routing.has(withoutX(key)),
    };
    // A peer that invents names must not fill the memory.
    if (this.#names.size < maxNames) this.#names.set(text, name);
    return name;
  }
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export function isHeaderName(text: string): boolean {
  return token.test(text);
}

/** @param key in lower case @returns true for what belongs to HTTP or to Go Micro's wire, and says nothing to a handler */
export function isBookkeeping(key: string): boolean {
  return http.has(key) || routing.has(withoutX(key)) || micro.has(withoutX(key));
}

/** Go Micro before 1.0 wrote `X-Micro-Id`; releases until 1.18 write both. */
function withoutX(key: string): string {
  return key.startsWith("x-micro-") ? key.slice(2) : key;
}

const framing = new Set(["content-length", "transfer-encoding", "expect"]);

const routing = new Set([
  "content-type",
  "micro-endpoint",
  "micro-method",
  "micro-pipelining",
  "micro-protocol",
  "micro-service",
  "micro-target",
]);

const micro = new Set([
  "micro-error",
  "micro-id",
  "micro-pipelining",
  "micro-stream",
  "micro-topic",
  "timeout",
]);

const http = new Set([
  ...framing,
  "accept",
  "accept-encoding",
  "connection",
  "date",
  "grpc-message",
  "grpc-status",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "upgrade",
]);
