import type { Duplex } from "node:stream";
import type { HeaderBlock } from "../../headers/header-block.js";
import { http2ErrorCodes } from "../error-codes.js";
import type { DecodedBlock } from "../hpack/hpack-decoder.js";
import type {
  ClientSession as ClientSessionContract,
  ClientSessionListener,
  Http2Settings,
  Http2Stream,
  StreamListener,
} from "../http2.js";
import { FrameError } from "./frames.js";
import type { CollectedBlock } from "./header-collector.js";
import { Session } from "./session.js";
import type { SlabPool } from "./slab-pool.js";

const { protocolError, refusedStream, enhanceYourCalm } = http2ErrorCodes;

const maxStreamId = 2 ** 31 - 1;

/** What a client session is made with. */
export interface ClientSessionInit {
  readonly listener: ClientSessionListener;
  readonly slabs: SlabPool;
  readonly settings: Http2Settings;
  /** What the first stream is called: an odd number. @default 1 */
  readonly firstStreamId?: number;
}

/** The end of a connection that opens streams. */
export class ClientSession extends Session implements ClientSessionContract {
  override readonly serves = false;
  readonly #listener: ClientSessionListener;
  #nextId: number;
  #ready = false;

  constructor(socket: Duplex, { listener, slabs, settings, firstStreamId = 1 }: ClientSessionInit) {
    super(socket, slabs, settings);
    this.#listener = listener;
    this.#nextId = firstStreamId;
    this.writer.preface();
    this.start();
  }

  get freeStreams(): number {
    return this.closing || !this.#ready ? 0 : this.peer.maxConcurrentStreams - this.streams.size;
  }

  get openStreams(): number {
    return this.streams.size;
  }

  open(headers: HeaderBlock, listener: StreamListener, endStream = false): Http2Stream {
    if (this.closing) throw new Error("the connection takes no more streams");
    const stream = this.addStream(this.#nextId);
    this.#nextId += 2;
    stream.listen(listener);
    if (endStream) stream.respondAndEnd(headers);
    else stream.respond(headers);
    if (this.#nextId > maxStreamId) this.#retire();
    return stream;
  }

  override onGoAway(lastStreamId: number): void {
    this.closing = true;
    for (const stream of [...this.streams.values()]) {
      if (stream.id > lastStreamId) stream.close({ errorCode: refusedStream, connectionLost: false });
    }
    this.#listener.onGoAway();
    this.endIfIdle();
  }

  protected override settingsCame(): void {
    if (!this.#ready) this.#listener.onReady();
    this.#ready = true;
    this.#listener.onFreeStream();
  }

  protected override isIdle(streamId: number): boolean {
    return streamId % 2 === 0 || streamId >= this.#nextId;
  }

  protected override receiveBlock({ streamId, endStream }: CollectedBlock, block: DecodedBlock): void {
    const stream = this.streams.get(streamId);
    if (stream === undefined) {
      this.receiveLate(streamId, endStream);
      return;
    }
    if (block.tooLarge) throw new FrameError(enhanceYourCalm, "a head beyond measure", streamId);
    if (stream.incoming.hasHead) {
      stream.incoming.receiveTrailers(block, endStream);
      return;
    }
    if (block.form.kind !== "response")
      throw new FrameError(protocolError, "a head that is no answer's", streamId);
    // What is said before the answer, such as 103 Early Hints, is of no use here.
    if (block.fields[1]?.startsWith("1") && !endStream) return;
    stream.incoming.receiveHead(block, endStream);
  }

  protected override streamsSettled(): void {
    this.#listener.onFreeStream();
  }

  /** There are no numbers left: the connection goes when its last streams have ended, and others take over. */
  #retire(): void {
    this.close();
    this.#listener.onGoAway();
  }

  protected override closed(error: Error | undefined): void {
    this.#listener.onClose(error);
  }
}
