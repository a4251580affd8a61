import { MalformedHttp } from "./malformed-http.js";

/** What one step through a chunked body found. */
export interface ChunkStep {
  /** Where the body's data, or the next step, begins. */
  readonly at: number;
  /** How many bytes of data begin at `at`. */
  readonly data: number;
  readonly done: boolean;
  /** True when the rest of a line has not arrived. */
  readonly starved: boolean;
}

const cr = 13;
const lf = 10;
const maxLineBytes = 256;
const chunkSize = /^([0-9a-fA-F]{1,8})(?:[ \t]*;[\t -~\x80-\xff]*)?$/;

/** Walks through `Transfer-Encoding: chunked`, which Go uses for every empty body (RFC 9112, section 7.1). */
export class ChunkedBody {
  readonly #maxTrailerBytes: number;
  #state: "size" | "data" | "data end" | "trailer" = "size";
  #left = 0;
  #trailerBytes = 0;

  constructor(maxTrailerBytes: number) {
    this.#maxTrailerBytes = maxTrailerBytes;
  }

  step(bytes: Buffer, at: number): ChunkStep {
    if (this.#state === "data") return this.#data(bytes, at);
    const end = this.#lineEnd(bytes, at);
    if (end === -1) return { at, data: 0, done: false, starved: true };
    const line = bytes.toString("latin1", at, end);
    const next = { at: end + 2, data: 0, starved: false };
    if (this.#state === "trailer") return { ...next, done: this.#trailer(line) };
    if (this.#state === "data end") {
      if (line !== "") throw new MalformedHttp(400, "malformed chunk");
      this.#state = "size";
      return { ...next, done: false };
    }
    const size = chunkSize.exec(line)?.[1];
    if (size === undefined) throw new MalformedHttp(400, "malformed chunk size");
    this.#left = Number.parseInt(size, 16);
    this.#state = this.#left === 0 ? "trailer" : "data";
    return { ...next, done: false };
  }

  #data(bytes: Buffer, at: number): ChunkStep {
    const data = Math.min(this.#left, bytes.length - at);
    this.#left -= data;
    if (this.#left === 0) this.#state = "data end";
    return { at, data, done: false, starved: false };
  }

  /** Trailers are read over: nothing on this wire uses them. @returns true for the empty line that ends them */
  #trailer(line: string): boolean {
    this.#trailerBytes += line.length + 2;
    if (this.#trailerBytes > this.#maxTrailerBytes) throw trailerTooLarge();
    return line === "";
  }

  #lineEnd(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(lf, at);
    if (end === -1) {
      const isTrailer = this.#state === "trailer";
      if (isTrailer && bytes.length - at > this.#maxTrailerBytes) throw trailerTooLarge();
      if (!isTrailer && bytes.length - at > maxLineBytes) throw new MalformedHttp(400, "malformed chunk");
      return -1;
    }
    if (end === at || bytes[end - 1] !== cr) throw new MalformedHttp(400, "bare LF in chunk");
    return end - 1;
  }
}

function trailerTooLarge(): MalformedHttp {
  return new MalformedHttp(431, "trailer too large");
}
