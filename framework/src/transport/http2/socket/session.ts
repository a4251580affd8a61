import type { Duplex } from "node:stream";
import { http2ErrorCodes } from "../error-codes.js";
import { type DecodedBlock, HpackDecoder } from "../hpack/hpack-decoder.js";
import { HpackError } from "../hpack/hpack-error.js";
import type { Http2Session, Http2Settings, StreamEnd } from "../http2.js";
import { type DataPart, type FrameListener, FrameParser } from "./frame-parser.js";
import { FrameWriter } from "./frame-writer.js";
import { type Frame, FrameError, firstWindowBytes } from "./frames.js";
import type { CollectedBlock } from "./header-collector.js";
import { Outflow } from "./outflow.js";
import { Patience } from "./patience.js";
import { defaultSettings, PeerSettings, settingsEntries } from "./peer-settings.js";
import { PendingPings } from "./pending-pings.js";
import { ReceiveWindow } from "./receive-window.js";
import { RecentIds } from "./recent-ids.js";
import type { SlabPool } from "./slab-pool.js";
import { SocketStream, type StreamHost } from "./socket-stream.js";

const { noError, protocolError, flowControlError, streamClosed, cancel, enhanceYourCalm } = http2ErrorCodes;

/** How long a peer has to close a connection that this end has ended. */
const lingerMs = 1_000;

/** What both ends of a connection do alike: it takes frames, and gives each to the stream that it concerns. */
export abstract class Session implements Http2Session, StreamHost, FrameListener {
  readonly writer: FrameWriter;
  readonly outflow: Outflow;
  abstract readonly serves: boolean;
  protected readonly settings: Required<Http2Settings>;
  protected readonly peer: PeerSettings = new PeerSettings();
  protected readonly streams: Map<number, SocketStream> = new Map();
  /** No more streams are opened or accepted. */
  protected closing = false;
  /** The last stream of the peer that this end has seen. */
  protected lastPeerId = 0;
  readonly #socket: Duplex;
  readonly #parser: FrameParser;
  readonly #decoder: HpackDecoder;
  readonly #window: ReceiveWindow;
  readonly #patience = new Patience();
  readonly #pings: PendingPings;
  readonly #resetIds = new RecentIds();
  #unsettled: SocketStream[] = [];
  #turnPlanned = false;
  /** This end has said its last word. */
  #ended = false;
  #error: Error | undefined;

  constructor(socket: Duplex, slabs: SlabPool, settings: Http2Settings) {
    this.settings = { ...defaultSettings, ...settings };
    const { maxHeaderListBytes, connectionWindowBytes } = this.settings;
    this.#socket = socket;
    this.writer = new FrameWriter(socket, slabs, () => this.#planTurn());
    this.outflow = new Outflow(this.writer);
    this.#pings = new PendingPings(this.writer);
    this.#parser = new FrameParser(this, maxHeaderListBytes);
    this.#decoder = new HpackDecoder(maxHeaderListBytes);
    this.#window = new ReceiveWindow(Math.max(connectionWindowBytes, firstWindowBytes));
  }

  get maxHeaderListBytes(): number {
    return this.peer.maxHeaderListBytes;
  }

  /** Takes what begins a connection off its first bytes. */
  protected takePreface(chunk: Buffer): Buffer {
    return chunk;
  }

  /** @throws {FrameError} */
  protected abstract receiveBlock(collected: CollectedBlock, block: DecodedBlock): void;
  /** Whether nobody has opened that stream yet. */
  protected abstract isIdle(streamId: number): boolean;
  /** The peer's settings have come. */
  protected abstract settingsCame(): void;
  /** Streams have ended, and their listeners know. */
  protected streamsSettled(): void {}
  protected abstract closed(error: Error | undefined): void;

  /** Says what this end holds to, and listens. */
  protected start(): void {
    const socket = this.#socket;
    this.writer.settings(settingsEntries(this.settings));
    const widenBy = this.settings.connectionWindowBytes - firstWindowBytes;
    if (widenBy > 0) this.writer.windowUpdate(0, widenBy);
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("drain", () => {
      socket.resume();
      this.outflow.pump();
    });
    socket.on("end", () => this.#lose());
    socket.on("error", (error) => {
      this.#error = error;
    });
    const onClose = (): void => {
      this.#lose();
      this.#endTurn();
      this.closed(this.#error);
    };
    socket.on("close", onClose);
    // It may have been cut before it came here: then it says nothing any more.
    if (socket.closed) process.nextTick(onClose);
    socket.resume();
  }

  close(): void {
    if (this.closing) return;
    this.closing = true;
    this.writer.goAway(this.lastPeerId, noError);
    this.endIfIdle();
  }

  destroy(errorCode: number = noError): void {
    if (this.#ended) return;
    this.closing = true;
    this.writer.goAway(this.lastPeerId, errorCode);
    this.#closeStreams({ errorCode, connectionLost: true });
    if (!this.#ended) this.#end();
  }

  ping(): Promise<void> {
    return this.#ended ? Promise.reject(new Error("the connection has ended")) : this.#pings.send();
  }

  resetStream(id: number, errorCode: number): void {
    this.#resetIds.add(id);
    this.writer.reset(id, errorCode);
  }

  onStreamOver({ id }: SocketStream, { errorCode }: StreamEnd): void {
    this.streams.delete(id);
    if (errorCode === noError) this.#patience.regain();
    this.endIfIdle();
  }

  onUnsettled(stream: SocketStream): void {
    this.#unsettled.push(stream);
    this.#planTurn();
  }

  onData(streamId: number, data: DataPart): void {
    const { part, frameBytes, endStream } = data;
    if (!this.#window.receive(frameBytes))
      throw new FrameError(flowControlError, "more than the connection's window");
    const widenBy = this.#window.take(frameBytes);
    if (widenBy > 0) this.writer.windowUpdate(0, widenBy);
    if (part.length === 0 && !endStream) this.bear();
    const stream = this.streams.get(streamId);
    if (stream === undefined) this.receiveLate(streamId, endStream);
    else stream.incoming.receiveData(data);
  }

  onBlock(collected: CollectedBlock): void {
    // Read in any case: what it adds to the table counts for those that follow.
    this.receiveBlock(collected, this.#decoder.decode(collected.bytes, collected.start, collected.end));
  }

  onReset(streamId: number, errorCode: number): void {
    if (this.isIdle(streamId))
      throw new FrameError(protocolError, "a reset of a stream that was never opened");
    // Servers may reset as they please, and a client what this end has reset, once: that costs nothing.
    if (!this.#resetIds.delete(streamId) && this.serves) this.bear();
    this.streams.get(streamId)?.close({ errorCode, connectionLost: false });
  }

  onWindowUpdate(streamId: number, bytes: number): void {
    const stream = this.streams.get(streamId);
    if (bytes === 0) throw new FrameError(protocolError, "a window update by nothing", stream?.id);
    if (streamId === 0) this.outflow.widen(bytes);
    else if (stream !== undefined) stream.outgoing.widen(bytes, streamId);
    else if (this.isIdle(streamId))
      throw new FrameError(protocolError, "a window of a stream that was never opened");
  }

  onSettings(frame: Frame): void {
    // Each may change the window of every stream.
    this.bear();
    const windowBefore = this.peer.streamWindowBytes;
    this.peer.apply(frame);
    const { leastHeaderTableBytes, headerTableBytes } = this.peer;
    this.writer.resizeTable(Math.min(leastHeaderTableBytes, headerTableBytes));
    this.writer.resizeTable(headerTableBytes);
    this.writer.settingsAck();
    const widenBy = this.peer.streamWindowBytes - windowBefore;
    if (widenBy !== 0) for (const stream of this.streams.values()) stream.outgoing.widen(widenBy);
    this.settingsCame();
  }

  onPing(payload: Buffer, ack: boolean): void {
    if (ack) this.#pings.answer(payload);
    else this.writer.ping(payload, true);
  }

  onGoAway(_lastStreamId: number): void {}

  onIdleFrame(): void {
    this.bear();
  }

  onStreamError(streamId: number, errorCode: number): void {
    this.bear();
    const stream = this.streams.get(streamId);
    if (stream === undefined) this.resetStream(streamId, errorCode);
    else stream.reset(errorCode);
  }

  protected addStream(id: number): SocketStream {
    const stream = new SocketStream(this, {
      id,
      sendWindowBytes: this.peer.streamWindowBytes,
      receiveWindowBytes: this.settings.streamWindowBytes,
    });
    this.streams.set(id, stream);
    return stream;
  }

  /** @throws {FrameError} when the peer has made too much work that leads to nothing */
  protected bear(): void {
    if (!this.#patience.spend()) throw new FrameError(enhanceYourCalm, "much ado about nothing");
  }

  /**
   * Takes what came for a stream that is not open. Whole windows of small frames can be on their way when a stream
   * is reset: they cost a peer none of its credit.
   *
   * @throws {FrameError} unless that can happen
   */
  protected receiveLate(streamId: number, endStream: boolean): void {
    if (this.isIdle(streamId)) throw new FrameError(protocolError, `stream ${streamId} was never opened`);
    if (!this.wasReset(streamId)) throw new FrameError(streamClosed, "more than its end", streamId);
    if (endStream) this.#resetIds.delete(streamId);
  }

  /** Whether this end has reset the stream, and the peer may not know yet. */
  protected wasReset(streamId: number): boolean {
    return this.#resetIds.has(streamId);
  }

  #receive(chunk: Buffer): void {
    if (this.#ended) return;
    try {
      this.#parser.push(this.takePreface(chunk));
      // Who asks and does not read the answers is not heard until it does.
      if (this.writer.overrun) this.#socket.pause();
    } catch (error) {
      this.#error = error as Error;
      this.destroy(codeOf(error));
    }
  }

  #planTurn(): void {
    if (this.#turnPlanned) return;
    this.#turnPlanned = true;
    process.nextTick(this.#endTurn);
  }

  /** Sends what this turn of the event loop had to say, then tells whose streams have drained or ended in it. */
  readonly #endTurn = (): void => {
    this.#turnPlanned = false;
    this.writer.flush();
    if (this.#unsettled.length === 0) return;
    const unsettled = this.#unsettled;
    this.#unsettled = [];
    for (const stream of unsettled) stream.settle();
    this.streamsSettled();
  };

  #closeStreams(end: StreamEnd): void {
    for (const stream of [...this.streams.values()]) stream.close(end);
  }

  protected endIfIdle(): void {
    if (this.closing && this.streams.size === 0 && !this.#ended) this.#end();
  }

  /** Sends what is written, and no more; the peer is to close its side. */
  #end(): void {
    this.#ended = true;
    this.#pings.fail();
    this.writer.flush();
    this.#socket.end();
    setTimeout(() => this.#socket.destroy(), lingerMs).unref();
  }

  /** The peer has gone. */
  #lose(): void {
    this.closing = true;
    this.#closeStreams({ errorCode: cancel, connectionLost: true });
    this.endIfIdle();
  }
}

function codeOf(error: unknown): number {
  if (error instanceof FrameError) return error.code;
  return error instanceof HpackError ? http2ErrorCodes.compressionError : http2ErrorCodes.internalError;
}
