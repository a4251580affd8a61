import type { OtherProtocols } from "../../port/port-protocol.js";
import type { MessageParser } from "../message/message-parser.js";

export interface NextRequestOptions {
  readonly parser: MessageParser;
  readonly others: OtherProtocols;
  /** How much to wait for before a request that nobody can tell counts as ours. */
  readonly maxBytes: number;
  /** Whether one look at the start tells that it is ours. @default the others are always asked */
  readonly isSurelyOurs?: (parser: MessageParser) => boolean;
}

/** Tells, before a request is parsed, whether it is for the protocol that has the connection or for another one. */
export class NextRequest {
  readonly #options: NextRequestOptions;
  /** No other protocol wants the request that is coming. */
  #isRefused = false;

  constructor(options: NextRequestOptions) {
    this.#options = options;
  }

  whose(): "ours" | "others" | "unknown" {
    const { parser, others, maxBytes, isSurelyOurs } = this.#options;
    if (this.#isRefused || parser.upcomingByte(0) === undefined || isSurelyOurs?.(parser)) return "ours";
    const verdict = others.want(parser.upcoming);
    if (verdict === "yes") return "others";
    this.#isRefused = verdict === "no" || parser.waiting > maxBytes;
    return this.#isRefused ? "ours" : "unknown";
  }

  /** The request is parsed: what comes then is another one. */
  parsed(): void {
    this.#isRefused = false;
  }
}
