import assert from "node:assert/strict";
import type { HeaderBlock } from "../../transport/headers/header-block.js";
import type { StreamEnd, StreamListener } from "../../transport/http2/http2.js";
import { Gate } from "../transport-world.js";

/** What one end of a stream heard, in words: `headers :status=200`, `data hello`, `trailers x=1`, `end`. */
export class StreamRecord implements StreamListener {
  readonly #events: { readonly kind: string; readonly bytes: Buffer[] }[] = [];
  readonly #ended = new Gate<void>();
  readonly #headed = new Gate<HeaderBlock>();
  readonly #closed = new Gate<StreamEnd>();
  readonly #onChange: (() => void)[] = [];
  #bytes = 0;
  #drains = 0;

  /** What the other end answered first. */
  readonly head: Promise<HeaderBlock> = this.#headed.opened;
  /** The other end will send no more. */
  readonly ended: Promise<void> = this.#ended.opened;
  readonly closed: Promise<StreamEnd> = this.#closed.opened;

  get bytes(): number {
    return this.#bytes;
  }

  get drains(): number {
    return this.#drains;
  }

  /** All that was heard, in order. Where data is cut is nobody's business: it is put together. */
  get events(): string[] {
    return this.#events.map(({ kind, bytes }) =>
      [kind, ...(bytes.length > 0 ? [Buffer.concat(bytes)] : [])].join(" "),
    );
  }

  onHeaders(block: HeaderBlock, ended: boolean): void {
    this.#add("headers", inWords(block) + (ended ? " (ended)" : ""));
    this.#headed.open(block);
  }

  onData(chunk: Buffer): void {
    this.#bytes += chunk.length;
    const last = this.#events.at(-1);
    if (last?.kind === "data") last.bytes.push(chunk);
    else this.#add("data", chunk);
    this.#changed();
  }

  onTrailers(block: HeaderBlock): void {
    this.#add("trailers", inWords(block));
  }

  onEnd(): void {
    this.#add("end");
    this.#ended.open();
  }

  onDrain(): void {
    this.#drains += 1;
    this.#changed();
  }

  onClose(end: StreamEnd): void {
    this.#add("close");
    this.#closed.open(end);
  }

  /** Waits until the condition holds, which is asked after everything that is heard. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#onChange.push(resolve));
  }

  /** What was heard of these kinds. */
  only(...kinds: readonly string[]): string[] {
    return this.events.filter((it) => kinds.includes(it.split(" ", 1)[0] ?? ""));
  }

  #add(kind: string, what?: string | Buffer): void {
    assert.notEqual(this.#events.at(-1)?.kind, "close", `heard after the end: ${kind}`);
    this.#events.push({
      kind,
      bytes: what === undefined ? [] : [typeof what === "string" ? Buffer.from(what) : what],
    });
    this.#changed();
  }

  #changed(): void {
    for (const resolve of this.#onChange.splice(0)) resolve();
  }
}

/** `:status=200 x=1` */
function inWords(block: HeaderBlock): string {
  const words: string[] = [];
  for (let at = 0; at < block.length; at += 2) words.push(`${block[at]}=${block[at + 1]}`);
  return words.join(" ");
}
