import { http2ErrorCodes } from "../error-codes.js";
import { FrameReader } from "./frame-reader.js";
import { type Frame, FrameError, frameFlags, frameTypes } from "./frames.js";
import { type CollectedBlock, dependsOn, HeaderCollector, unpadded } from "./header-collector.js";

const { protocolError, frameSizeError } = http2ErrorCodes;

/** The payload of a DATA frame. */
export interface DataPart {
  /** Without padding. */
  readonly part: Buffer;
  /** What windows count: with padding. */
  readonly frameBytes: number;
  readonly endStream: boolean;
}

/** What a connection is told. Each may throw a {@link FrameError}; one that names a stream ends that stream alone. */
export interface FrameListener {
  onData(streamId: number, data: DataPart): void;
  onBlock(block: CollectedBlock): void;
  onReset(streamId: number, errorCode: number): void;
  /** @param streamId 0 for the connection */
  onWindowUpdate(streamId: number, bytes: number): void;
  onSettings(frame: Frame): void;
  onPing(payload: Buffer, ack: boolean): void;
  onGoAway(lastStreamId: number): void;
  /** A frame that asks for nothing. */
  onIdleFrame(): void;
  onStreamError(streamId: number, errorCode: number): void;
}

/** Reads the frames of a connection, and sees that each is what frames of its type are. */
export class FrameParser {
  readonly #listener: FrameListener;
  readonly #reader: FrameReader;
  readonly #collector: HeaderCollector;
  #settingsCame = false;

  /** @param maxBlockBytes the largest header block to take, as it is on the wire */
  constructor(listener: FrameListener, maxBlockBytes: number) {
    this.#listener = listener;
    this.#reader = new FrameReader((frame) => this.#take(frame));
    this.#collector = new HeaderCollector(maxBlockBytes);
  }

  /** @throws {FrameError} for what ends the connection */
  push(chunk: Buffer): void {
    this.#reader.push(chunk);
  }

  #take(frame: Frame): void {
    try {
      this.#dispatch(frame);
    } catch (error) {
      if (!(error instanceof FrameError) || error.streamId === undefined) throw error;
      this.#listener.onStreamError(error.streamId, error.code);
    }
  }

  #dispatch(frame: Frame): void {
    const { type, streamId } = frame;
    this.#checkOrder(type);
    switch (type) {
      case frameTypes.data:
        this.#listener.onData(streamId, dataOf(ofStream(frame)));
        break;
      case frameTypes.headers:
        this.#takeBlock(this.#collector.begin(ofStream(frame)));
        break;
      case frameTypes.continuation:
        this.#takeBlock(this.#collector.continue(frame));
        break;
      case frameTypes.rstStream:
        this.#listener.onReset(streamId, numberOf(ofStream(frame)));
        break;
      case frameTypes.windowUpdate:
        this.#listener.onWindowUpdate(streamId, numberOf(frame) & 0x7fffffff);
        break;
      case frameTypes.settings:
        this.#takeSettings(ofConnection(frame));
        break;
      case frameTypes.ping:
        this.#takePing(ofConnection(frame));
        break;
      case frameTypes.goAway:
        this.#takeGoAway(ofConnection(frame));
        break;
      case frameTypes.priority:
        this.#takePriority(ofStream(frame));
        break;
      case frameTypes.pushPromise:
        throw new FrameError(protocolError, "PUSH_PROMISE, which was not asked for");
      default:
        // Frames of types that are not known mean nothing.
        this.#listener.onIdleFrame();
    }
  }

  #checkOrder(type: number): void {
    if (!this.#settingsCame && type !== frameTypes.settings)
      throw new FrameError(protocolError, "no SETTINGS first");
    if (this.#collector.open !== (type === frameTypes.continuation)) {
      throw new FrameError(protocolError, "a header block that is not continued, or was not begun");
    }
  }

  #takeBlock(block: CollectedBlock | undefined): void {
    if (block !== undefined) this.#listener.onBlock(block);
  }

  #takeSettings(frame: Frame): void {
    this.#settingsCame = true;
    if ((frame.flags & frameFlags.ack) === 0) this.#listener.onSettings(frame);
    else checkSize(frame, 0);
  }

  #takePing(frame: Frame): void {
    checkSize(frame, 8);
    const { bytes, start, end, flags } = frame;
    this.#listener.onPing(bytes.subarray(start, end), (flags & frameFlags.ack) !== 0);
  }

  #takeGoAway({ bytes, start, end }: Frame): void {
    if (end - start < 8) throw new FrameError(frameSizeError, "GOAWAY cut short");
    this.#listener.onGoAway(bytes.readUInt32BE(start) & 0x7fffffff);
  }

  #takePriority({ bytes, start, end, streamId }: Frame): void {
    if (end - start !== 5) throw new FrameError(frameSizeError, "PRIORITY of another size", streamId);
    if (dependsOn(bytes, start, streamId))
      throw new FrameError(protocolError, "a stream that depends on itself", streamId);
    this.#listener.onIdleFrame();
  }
}

function dataOf(frame: Frame): DataPart {
  const { start, end } = unpadded(frame);
  return {
    part: frame.bytes.subarray(start, end),
    frameBytes: frame.end - frame.start,
    endStream: (frame.flags & frameFlags.endStream) !== 0,
  };
}

function numberOf(frame: Frame): number {
  checkSize(frame, 4);
  return frame.bytes.readUInt32BE(frame.start);
}

function checkSize({ start, end }: Frame, bytes: number): void {
  if (end - start !== bytes) throw new FrameError(frameSizeError, `a payload that is not ${bytes} bytes`);
}

function ofStream(frame: Frame): Frame {
  if (frame.streamId === 0) throw new FrameError(protocolError, "a frame of a stream, of none");
  return frame;
}

function ofConnection(frame: Frame): Frame {
  if (frame.streamId !== 0) throw new FrameError(protocolError, "a frame of the connection, of a stream");
  return frame;
}
