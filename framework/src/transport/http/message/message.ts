import { Metadata } from "../../../metadata/metadata.js";
import { type HeaderName, trailerPrefix } from "./header-name.js";
import { headerText } from "./header-value.js";
import type { MalformedHttp } from "./malformed-http.js";

/** Header fields in the order of the wire. Values are the wire's bytes, one character each. */
export interface HeaderFields {
  readonly names: readonly HeaderName[];
  readonly values: readonly string[];
}

/**
 * The start of a head, up to the field that says where the body ends.
 *
 * Peers repeat it byte by byte, so it is parsed once and found again by comparison.
 */
export interface HeadPrefix extends HeaderFields {
  readonly bytes: Uint8Array;
  /** `POST / HTTP/1.1`, `HTTP/1.1 200 OK` */
  readonly startLine: string;
  /** What the prefix means to whoever reads these messages, worked out once. */
  meaning?: unknown;
}

/** A head, in two parts. */
export interface MessageHead {
  readonly prefix: HeadPrefix;
  readonly rest: HeaderFields;
}

/** One HTTP/1.1 message: on this wire a call, a reply, or one message of a stream. */
export class Message {
  readonly prefix: HeadPrefix;
  /** The fields behind the prefix. */
  readonly rest: HeaderFields;
  readonly body: Uint8Array;
  /** Why the body is missing: this end takes no message as long as this one is. */
  readonly excess: MalformedHttp | undefined;

  constructor(head: MessageHead, body: Uint8Array, excess?: MalformedHttp) {
    this.prefix = head.prefix;
    this.rest = head.rest;
    this.body = body;
    this.excess = excess;
  }

  get startLine(): string {
    return this.prefix.startLine;
  }

  /** How much it keeps in memory, roughly. */
  get bytes(): number {
    return this.rest.values.reduce((bytes, value) => bytes + value.length, this.body.length);
  }

  /** @returns the same with a body of its own: as it was read, it is a view of all that came with it */
  detached(): Message {
    return new Message(this, Uint8Array.from(this.body), this.excess);
  }

  /** @param key in lower case @returns the field's value as bytes of one character each */
  get(key: string): string | undefined {
    return find(this.rest, key) ?? find(this.prefix, key);
  }

  /** Every field, in the order of the wire: name in lower case, value, name, value. */
  fields(): string[] {
    return [this.prefix, this.rest].flatMap(({ names, values }) =>
      names.flatMap((name, at) => [name.key, values[at] ?? ""]),
    );
  }

  /** Looks a field up under both of its names: `Micro-Id`, then `X-Micro-Id`. */
  micro(name: string): string | undefined {
    return this.get(`micro-${name}`) ?? this.get(`x-micro-${name}`);
  }

  /** The fields that are not the wire's own, as metadata. */
  metadata(): Metadata {
    return this.#collect((name) => (name.bookkeeping || name.trailer ? undefined : name.text));
  }

  /** What the other end sent as belonging behind the last body. */
  trailer(): Metadata {
    return this.#collect((name) => (name.trailer ? name.text.slice(trailerPrefix.length) : undefined));
  }

  #collect(keyOf: (name: HeaderName) => string | undefined): Metadata {
    const metadata = new Metadata();
    for (const { names, values } of [this.prefix, this.rest]) {
      for (const [i, name] of names.entries()) {
        const key = keyOf(name);
        if (key !== undefined && key !== "") metadata.append(key, headerText(values[i] ?? ""));
      }
    }
    return metadata;
  }
}

function find({ names, values }: HeaderFields, key: string): string | undefined {
  for (let i = 0; i < names.length; i++) {
    if (names[i]?.key === key) return values[i];
  }
  return undefined;
}
