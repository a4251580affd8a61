import type { HeaderBlock } from "../../headers/header-block.js";
import { http2ErrorCodes } from "../error-codes.js";
import type { Http2ServerStream, StreamEnd, StreamListener } from "../http2.js";
import type { FrameWriter } from "./frame-writer.js";
import { IncomingHalf, type IncomingOwner } from "./incoming-half.js";
import type { Outflow } from "./outflow.js";
import { OutgoingHalf, type OutgoingOwner } from "./outgoing-half.js";

const endedWell: StreamEnd = { errorCode: http2ErrorCodes.noError, connectionLost: false };

/** What a stream needs of its connection. */
export interface StreamHost {
  readonly writer: FrameWriter;
  readonly outflow: Outflow;
  /** Whether it is the end of the connection that accepts streams. */
  readonly serves: boolean;
  readonly maxHeaderListBytes: number;
  /** Tells the peer that the stream is given up. */
  resetStream(id: number, errorCode: number): void;
  /** Neither side sends any more: the connection forgets the stream. */
  onStreamOver(stream: SocketStream, end: StreamEnd): void;
  /** There is something to tell the stream's listener: `settle` is to be called, but not now. */
  onUnsettled(stream: SocketStream): void;
}

export interface StreamInit {
  readonly id: number;
  readonly sendWindowBytes: number;
  readonly receiveWindowBytes: number;
}

/** One end of a stream. */
export class SocketStream implements Http2ServerStream, OutgoingOwner, IncomingOwner {
  readonly id: number;
  readonly outgoing: OutgoingHalf;
  readonly incoming: IncomingHalf;
  readonly #host: StreamHost;
  #listener: StreamListener = deaf;
  #drained = false;
  #end: StreamEnd | undefined;

  constructor(host: StreamHost, { id, sendWindowBytes, receiveWindowBytes }: StreamInit) {
    this.id = id;
    this.#host = host;
    this.outgoing = new OutgoingHalf(this, sendWindowBytes);
    this.incoming = new IncomingHalf(this, receiveWindowBytes);
  }

  get writer(): FrameWriter {
    return this.#host.writer;
  }

  get outflow(): Outflow {
    return this.#host.outflow;
  }

  get maxHeaderListBytes(): number {
    return this.#host.maxHeaderListBytes;
  }

  get listener(): StreamListener {
    return this.#listener;
  }

  get over(): boolean {
    return this.#end !== undefined;
  }

  listen(listener: StreamListener): void {
    this.#listener = listener;
  }

  write(chunk: Uint8Array): boolean {
    return this.outgoing.ending || this.outgoing.write(chunk);
  }

  end(chunk?: Uint8Array, trailers?: HeaderBlock): void {
    if (!this.outgoing.ending) this.outgoing.end(chunk, trailers);
  }

  respond(headers: HeaderBlock): void {
    if (!this.outgoing.ending) this.writer.headers(this.id, headers, false);
  }

  respondAndEnd(headers: HeaderBlock): void {
    if (this.outgoing.ending) return;
    this.writer.headers(this.id, headers, true);
    this.outgoing.endedByHeaders();
  }

  reset(errorCode: number): void {
    if (this.over) return;
    this.#host.resetStream(this.id, errorCode);
    this.close({ errorCode, connectionLost: false });
  }

  pause(): void {
    this.incoming.pause();
  }

  resume(): void {
    this.incoming.resume();
  }

  onSent(): void {
    this.#closeIfOver();
  }

  onReceived(): void {
    this.#closeIfOver();
  }

  onDrain(): void {
    this.#drained = true;
    this.#host.onUnsettled(this);
  }

  onCaughtUp(): void {
    if (this.over) this.#host.onUnsettled(this);
  }

  /** Ends the stream, whatever has not been sent or heard. */
  close(end: StreamEnd): void {
    if (this.over) return;
    this.incoming.abandon();
    this.#close(end);
  }

  /** Tells the listener that it may write again, or the last word, once it has heard all before. */
  settle(): void {
    const drained = this.#drained && !this.over;
    this.#drained = false;
    if (drained) this.#listener.onDrain();
    const end = this.#end;
    if (end === undefined || !this.incoming.caughtUp) return;
    const listener = this.#listener;
    this.#listener = deaf;
    listener.onClose(end);
  }

  /**
   * A call is over when it is answered: a server has no use for the rest of a request that it has answered, nor a
   * client for sending it.
   */
  #closeIfOver(): void {
    if (this.over) return;
    const answered = this.#host.serves ? this.outgoing.ended : this.incoming.ended;
    if (!answered) return;
    const complete = this.outgoing.ended && this.incoming.ended;
    if (!complete) this.#host.resetStream(this.id, http2ErrorCodes.noError);
    // Who has answered listens no more; who is answered may still have to hear it all.
    if (this.#host.serves) this.incoming.abandon();
    this.#close(endedWell);
  }

  #close(end: StreamEnd): void {
    this.#end = end;
    this.outgoing.abandon();
    this.#host.onStreamOver(this, end);
    this.#host.onUnsettled(this);
  }
}

/** Before a listener is known, and after it has heard the last word. */
const deaf: StreamListener = {
  onHeaders() {},
  onData() {},
  onTrailers() {},
  onEnd() {},
  onDrain() {},
  onClose() {},
};
