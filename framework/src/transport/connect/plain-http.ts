import type { HeaderBlock } from "../headers/header-block.js";

/** A whole HTTP request, whichever version brought it. */
export interface PlainRequest {
  readonly method: string;
  /** Path and query: `/greeter.v1.Greeter/Hello?connect=v1`. */
  readonly target: string;
  readonly headers: HeaderBlock;
  readonly body: Uint8Array;
  /** `127.0.0.1:53122` */
  readonly remote: string;
}

/** A whole HTTP response. */
export interface PlainResponse {
  readonly status: number;
  readonly headers: HeaderBlock;
  readonly body: Uint8Array;
}

/** A request that is being answered. It never rejects: errors are answers, too. */
export interface PlainExchange {
  readonly response: Promise<PlainResponse>;
  /** Nobody waits for the answer any more. */
  abandon(): void;
}
