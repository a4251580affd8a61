import {
  type ClientHttp2Stream,
  constants,
  type Http2Session,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
  type ServerStreamResponseOptions,
} from "node:http2";
import type { HeaderBlock } from "../../headers/header-block.js";
import { http2ErrorCodes } from "../error-codes.js";
import type { Http2ServerStream, Http2Stream, StreamListener } from "../http2.js";

const endStreamFlag = constants.NGHTTP2_FLAG_END_STREAM;

/** How long a client may go on sending after the answer is complete. */
const lingerMs = 1_000;

// gRPC has no use for a date, which node:http2 adds unless told not to; its types do not know the option.
const respondOptions = { waitForTrailers: true, sendDate: false } satisfies ServerStreamResponseOptions & {
  sendDate: boolean;
};
const respondAndEndOptions = { endStream: true, sendDate: false } satisfies ServerStreamResponseOptions & {
  sendDate: boolean;
};

/** A stream of node:http2. */
class NodeStream<S extends ClientHttp2Stream | ServerHttp2Stream> implements Http2Stream {
  protected readonly stream: S;
  #listener: StreamListener | undefined;

  constructor(stream: S) {
    this.stream = stream;
  }

  /** @param onClosed runs before the listener hears of the end */
  listen(listener: StreamListener, onClosed?: () => void): void {
    const { stream } = this;
    const { session } = stream;
    this.#listener = listener;
    stream.on("data", (chunk: Buffer) => listener.onData(chunk));
    stream.on("end", () => listener.onEnd());
    stream.on("trailers", (...args: unknown[]) => listener.onTrailers(blockOf(args)));
    // Whatever the error was, the code that "close" reports says it.
    stream.on("error", () => {});
    stream.on("close", () => {
      onClosed?.();
      const errorCode = stream.rstCode ?? http2ErrorCodes.noError;
      listener.onClose({ errorCode, connectionLost: session?.destroyed ?? true });
    });
  }

  write(chunk: Uint8Array): boolean {
    if (!this.stream.writable || this.stream.write(chunk)) return true;
    this.stream.once("drain", () => this.#listener?.onDrain());
    return false;
  }

  end(chunk?: Uint8Array): void {
    if (this.stream.writable) this.stream.end(chunk);
  }

  reset(errorCode: number): void {
    if (!this.stream.destroyed) this.stream.close(errorCode);
  }

  pause(): void {
    this.stream.pause();
  }

  resume(): void {
    this.stream.resume();
  }
}

/** A stream at the end that opened it. */
export class NodeClientStream extends NodeStream<ClientHttp2Stream> {
  override listen(listener: StreamListener, onClosed?: () => void): void {
    super.listen(listener, onClosed);
    this.stream.on("response", (...args: unknown[]) => {
      const ended = (Number(args[1]) & endStreamFlag) !== 0;
      listener.onHeaders(blockOf(args), ended);
    });
  }
}

/** A stream at the end that accepted it. */
export class NodeServerStream extends NodeStream<ServerHttp2Stream> implements Http2ServerStream {
  #trailers: HeaderBlock = [];

  get maxHeaderListBytes(): number {
    return maxHeaderListBytesOf(this.stream.session);
  }

  respond(headers: HeaderBlock): void {
    const { stream } = this;
    if (stream.closed) return;
    stream.respond(headersOf(headers), respondOptions);
    stream.on("wantTrailers", () => {
      stream.sendTrailers(headersOf(this.#trailers));
      this.#stopReading();
    });
  }

  respondAndEnd(headers: HeaderBlock): void {
    if (this.stream.closed) return;
    this.stream.respond(headersOf(headers), respondAndEndOptions);
    this.#stopReading();
  }

  override end(chunk?: Uint8Array, trailers: HeaderBlock = []): void {
    this.#trailers = trailers;
    super.end(chunk);
  }

  #stopReading(): void {
    const { stream } = this;
    if (stream.readableEnded) return;
    // A reset overtakes what is still waiting to be sent, so the answer gets a moment to leave.
    const timer = setTimeout(() => stream.close(http2ErrorCodes.noError), lingerMs);
    stream.once("close", () => clearTimeout(timer));
  }
}

/** The largest header block that the other end of a session takes. */
export function maxHeaderListBytesOf(session: Http2Session | undefined): number {
  return session?.remoteSettings.maxHeaderListSize ?? Number.MAX_SAFE_INTEGER;
}

/** The header block is the third argument of every event that brings one; the types of Node do not say so. */
function blockOf(eventArguments: readonly unknown[]): HeaderBlock {
  return eventArguments[2] as HeaderBlock;
}

/** Writes a header block the way node:http2 takes it. */
export function headersOf(block: HeaderBlock): OutgoingHttpHeaders {
  const headers: Record<string, string | string[]> = {};
  for (let at = 0; at < block.length; at += 2) {
    const name = block[at] as string;
    const value = block[at + 1] as string;
    const before = headers[name];
    headers[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return headers;
}
