import type { Duplex } from "node:stream";
import { http2ErrorCodes } from "../error-codes.js";
import type { DecodedBlock } from "../hpack/hpack-decoder.js";
import type { Http2Settings, ServerSessionListener } from "../http2.js";
import { connectionPreface, FrameError } from "./frames.js";
import type { CollectedBlock } from "./header-collector.js";
import { Session } from "./session.js";
import type { SlabPool } from "./slab-pool.js";

const { protocolError, refusedStream, streamClosed, enhanceYourCalm } = http2ErrorCodes;

/** What a server session is made with. */
export interface ServerSessionInit {
  readonly listener: ServerSessionListener;
  readonly slabs: SlabPool;
  readonly settings: Http2Settings;
}

/** The end of a connection that accepts streams. */
export class ServerSession extends Session {
  override readonly serves = true;
  readonly #listener: ServerSessionListener;
  #prefaceSeen = 0;
  #ready = false;
  /** The last stream that the client has opened, served or not. */
  #newestId = 0;
  /** How many streams the client has opened. */
  #opened = 0;

  constructor(socket: Duplex, { listener, slabs, settings }: ServerSessionInit) {
    super(socket, slabs, settings);
    this.#listener = listener;
    this.start();
  }

  protected override takePreface(chunk: Buffer): Buffer {
    const left = connectionPreface.length - this.#prefaceSeen;
    if (left === 0) return chunk;
    const taken = Math.min(left, chunk.length);
    const seen = this.#prefaceSeen;
    if (connectionPreface.compare(chunk, 0, taken, seen, seen + taken) !== 0) {
      throw new FrameError(protocolError, "no HTTP/2");
    }
    this.#prefaceSeen += taken;
    return chunk.subarray(taken);
  }

  protected override settingsCame(): void {
    if (!this.#ready) this.#listener.onReady();
    this.#ready = true;
  }

  protected override isIdle(streamId: number): boolean {
    return streamId % 2 === 0 || streamId > this.#newestId;
  }

  /** What was opened after GOAWAY is not served, and the client may not know yet either. */
  protected override wasReset(streamId: number): boolean {
    return super.wasReset(streamId) || (streamId % 2 === 1 && streamId > this.lastPeerId);
  }

  protected override receiveBlock(collected: CollectedBlock, block: DecodedBlock): void {
    const { streamId, endStream } = collected;
    const stream = this.streams.get(streamId);
    if (stream !== undefined) {
      if (block.tooLarge) throw new FrameError(enhanceYourCalm, "trailers beyond measure", streamId);
      stream.incoming.receiveTrailers(block, endStream);
    } else if (streamId % 2 === 1 && streamId > this.#newestId) {
      this.#open(collected, block);
    } else if (!this.wasReset(streamId)) {
      this.#refuseAgain(streamId);
    }
  }

  protected override closed(): void {
    this.#listener.onClose();
  }

  /** A stream is opened once; numbers that were passed over are never opened. */
  #refuseAgain(streamId: number): never {
    const passedOver = streamId % 2 === 0 || this.#opened * 2 - 1 < this.#newestId;
    throw new FrameError(
      passedOver ? protocolError : streamClosed,
      `stream ${streamId} cannot be opened now`,
    );
  }

  #open({ streamId, endStream }: CollectedBlock, block: DecodedBlock): void {
    this.#newestId = streamId;
    this.#opened += 1;
    // What comes after GOAWAY was sent is not served: the client knows, or will.
    if (this.closing) return;
    this.lastPeerId = streamId;
    if (this.streams.size >= this.settings.maxConcurrentStreams) {
      throw new FrameError(refusedStream, "too many streams at once", streamId);
    }
    if (block.tooLarge) throw new FrameError(enhanceYourCalm, "a head beyond measure", streamId);
    if (block.form.kind !== "request")
      throw new FrameError(protocolError, "a head that is no request's", streamId);
    const stream = this.addStream(streamId);
    stream.incoming.acceptHead(block, endStream);
    stream.listen(this.#listener.onStream(stream, block.fields));
    // A listener may have had enough before it is even known.
    if (endStream && !stream.over) stream.incoming.tellEnd();
  }
}
