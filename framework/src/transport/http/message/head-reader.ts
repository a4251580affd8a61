import { type HeaderName, HeaderNames } from "./header-name.js";
import { MalformedHttp } from "./malformed-http.js";
import type { HeaderFields, HeadPrefix, MessageHead } from "./message.js";

/** A head, and what it says about the body behind it. */
export interface Head extends MessageHead {
  /** -1 when the head does not say. */
  readonly contentLength: number;
  readonly chunked: boolean;
  /** The sender waits for `100 Continue`. */
  readonly expectsContinue: boolean;
}

const maxPrefixes = 32;
const maxPrefixBytes = 4096;

/**
 * Reads heads strictly: CRLF line ends only, no folded lines, no space before the colon, one framing only.
 * What two parsers could read differently is refused (RFC 9112, section 11.2).
 *
 * One reader serves all connections of a listener or of a client, and remembers the prefixes that their peers repeat.
 */
export class HeadReader {
  readonly #names = new HeaderNames();
  readonly #startLine: RegExp;
  #prefixes: readonly HeadPrefix[] = [];
  /** The head that was read last: most messages of a stream have the same. */
  #last: Head | undefined;
  #lastRest = "";

  constructor(kind: "request" | "response") {
    this.#startLine = kind === "request" ? requestLine : statusLine;
  }

  /** @returns the longest known prefix that the bytes begin with */
  findPrefix(bytes: Buffer, at: number): HeadPrefix | undefined {
    for (const prefix of this.#prefixes) {
      const end = at + prefix.bytes.length;
      if (end <= bytes.length && bytes.compare(prefix.bytes, 0, prefix.bytes.length, at, end) === 0)
        return prefix;
    }
    return undefined;
  }

  /** @param text the lines behind a known prefix, each with its line end; without the empty line */
  readRest(prefix: HeadPrefix, text: string): Head {
    if (this.#last?.prefix === prefix && this.#lastRest === text) return this.#last;
    const rest = this.#readFields(text, 0);
    // The prefix goes on here: this is another one, to be known too.
    if (rest.names[0]?.framing === false)
      return this.read(Buffer.from(prefix.bytes).toString("latin1") + text);
    this.#last = { prefix, rest, ...framingOf(rest) };
    this.#lastRest = text;
    return this.#last;
  }

  /** @param text all lines of a head, each with its line end; without the empty line */
  read(text: string): Head {
    const lineEnd = text.indexOf("\r\n");
    const startLine = text.slice(0, lineEnd);
    if (!this.#startLine.test(startLine)) throw new MalformedHttp(400, "malformed start line");
    const { names, values, starts } = this.#readFields(text, lineEnd + 2);
    const framed = names.findIndex((it) => it.framing);
    const cut = framed === -1 ? names.length : framed;
    const bytes = Buffer.from(text.slice(0, starts[cut] ?? text.length), "latin1");
    const prefix: HeadPrefix = { bytes, startLine, names: names.slice(0, cut), values: values.slice(0, cut) };
    const rest = { names: names.slice(cut), values: values.slice(cut) };
    const framing = framingOf(rest);
    if (bytes.length <= maxPrefixBytes) this.#remember(prefix);
    return { prefix, rest, ...framing };
  }

  #remember(prefix: HeadPrefix): void {
    // Peers with ever new prefixes gain nothing from the old ones: then it starts afresh.
    const known = this.#prefixes.length < maxPrefixes ? this.#prefixes : [];
    this.#prefixes = [prefix, ...known].sort((a, b) => b.bytes.length - a.bytes.length);
  }

  #readFields(text: string, from: number): HeaderFields & { readonly starts: readonly number[] } {
    const names: HeaderName[] = [];
    const values: string[] = [];
    const starts: number[] = [];
    for (let at = from; at < text.length; ) {
      const colon = text.indexOf(":", at);
      const end = text.indexOf("\r\n", at);
      const name = colon === -1 || colon > end ? undefined : this.#names.read(text.slice(at, colon));
      if (name === undefined) throw new MalformedHttp(400, "malformed header field");
      const value = fieldValue(text, colon + 1, end);
      if (forbidden.test(value)) throw new MalformedHttp(400, "malformed header value");
      names.push(name);
      values.push(value);
      starts.push(at);
      at = end + 2;
    }
    return { names, values, starts };
  }
}

const requestLine = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+ [!-~]+ HTTP\/1\.[01]$/;
const statusLine = /^HTTP\/1\.[01] [1-5][0-9]{2}(?: [\t -~\x80-\xff]*)?$/;
const forbidden = /[\r\n\0]/;
const digits = /^\d{1,15}$/;

/** What stands between the blanks and tabs: other space, which `trim` would take, belongs to the value. */
function fieldValue(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function framingOf({
  names,
  values,
}: HeaderFields): Pick<Head, "contentLength" | "chunked" | "expectsContinue"> {
  let contentLength = -1;
  let chunked = false;
  let expectsContinue = false;
  for (let i = 0; i < names.length; i++) {
    if (names[i]?.framing !== true) continue;
    const value = values[i] ?? "";
    if (names[i]?.key === "content-length") {
      if (contentLength !== -1 || !digits.test(value))
        throw new MalformedHttp(400, "malformed Content-Length");
      contentLength = Number(value);
    } else if (names[i]?.key === "transfer-encoding") {
      if (chunked || value.toLowerCase() !== "chunked")
        throw new MalformedHttp(400, "unknown Transfer-Encoding");
      chunked = true;
    } else {
      expectsContinue = value.toLowerCase() === "100-continue";
    }
  }
  if (chunked && contentLength !== -1)
    throw new MalformedHttp(400, "both Content-Length and Transfer-Encoding");
  return { contentLength, chunked, expectsContinue };
}
