import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { HeaderBlock } from "../../headers/header-block.js";
import { HpackEncoder } from "../hpack/hpack-encoder.js";
import { connectionPreface, frameFlags, frameHeadBytes, frameTypes, maxPayloadBytes } from "./frames.js";
import { type SlabPool, slabBytes } from "./slab-pool.js";

/** A peer that has not read so much, none of it the data of streams, has asked for too much. */
const maxBacklogBytes = 1_048_576;

/**
 * Writes frames. All that one turn of the event loop has for a connection leaves in one write: system calls are
 * what a small message costs most.
 */
export class FrameWriter {
  readonly #socket: Duplex;
  readonly #slabs: SlabPool;
  readonly #onWork: () => void;
  readonly #encoder = new HpackEncoder();
  #slab: Buffer | undefined;
  #used = 0;

  /** @param onWork something waits to be flushed */
  constructor(socket: Duplex, slabs: SlabPool, onWork: () => void) {
    this.#socket = socket;
    this.#slabs = slabs;
    this.#onWork = onWork;
  }

  /** Whether the peer, or the way to it, is behind: data should wait for the socket's `drain`. */
  get congested(): boolean {
    return this.#socket.writableNeedDrain && this.#socket.writableLength > 0;
  }

  /** Whether more waits than streams alone can make wait. */
  get overrun(): boolean {
    return this.#socket.writableLength > maxBacklogBytes;
  }

  preface(): void {
    const at = this.#reserve(connectionPreface.length);
    connectionPreface.copy(this.#slab as Buffer, at);
  }

  /** @param entries identifier and value, in turns */
  settings(entries: readonly number[]): void {
    let at = this.#frame({ type: frameTypes.settings, length: entries.length * 3 });
    const slab = this.#slab as Buffer;
    for (let i = 0; i < entries.length; i += 2) {
      slab.writeUInt16BE(entries[i] as number, at);
      slab.writeUInt32BE(entries[i + 1] as number, at + 2);
      at += 6;
    }
  }

  settingsAck(): void {
    this.#frame({ type: frameTypes.settings, length: 0, flags: frameFlags.ack });
  }

  /** The peer keeps no larger header table than that. */
  resizeTable(bytes: number): void {
    this.#encoder.resize(bytes);
  }

  /** @param payload eight bytes */
  ping(payload: Buffer, ack: boolean): void {
    const at = this.#frame({ type: frameTypes.ping, length: 8, flags: ack ? frameFlags.ack : 0 });
    payload.copy(this.#slab as Buffer, at);
  }

  goAway(lastStreamId: number, errorCode: number): void {
    const at = this.#frame({ type: frameTypes.goAway, length: 8 });
    const slab = this.#slab as Buffer;
    slab.writeUInt32BE(lastStreamId, at);
    slab.writeUInt32BE(errorCode, at + 4);
  }

  /** @param streamId 0 for the connection */
  windowUpdate(streamId: number, bytes: number): void {
    const at = this.#frame({ type: frameTypes.windowUpdate, length: 4, streamId });
    (this.#slab as Buffer).writeUInt32BE(bytes, at);
  }

  reset(streamId: number, errorCode: number): void {
    const at = this.#frame({ type: frameTypes.rstStream, length: 4, streamId });
    (this.#slab as Buffer).writeUInt32BE(errorCode, at);
  }

  /** @param part at most {@link maxPayloadBytes} */
  data(streamId: number, part: Uint8Array, endStream: boolean): void {
    const at = this.#frame({
      type: frameTypes.data,
      length: part.length,
      flags: endStream ? frameFlags.endStream : 0,
      streamId,
    });
    (this.#slab as Buffer).set(part, at);
  }

  headers(streamId: number, block: HeaderBlock, endStream: boolean): void {
    const flags = endStream ? frameFlags.endStream : 0;
    const maxBytes = HpackEncoder.maxBytes(block);
    if (maxBytes > maxPayloadBytes) {
      const bytes = Buffer.allocUnsafe(maxBytes);
      this.#longHeaders(streamId, bytes.subarray(0, this.#encoder.encode(block, bytes, 0)), flags);
      return;
    }
    const head = this.#reserve(frameHeadBytes + maxBytes);
    const slab = this.#slab as Buffer;
    const start = head + frameHeadBytes;
    const end = this.#encoder.encode(block, slab, start);
    writeHead(slab, head, {
      length: end - start,
      type: frameTypes.headers,
      flags: flags | frameFlags.endHeaders,
      streamId,
    });
    this.#used = end;
  }

  flush(): void {
    const slab = this.#slab;
    if (slab === undefined || this.#used === 0) return;
    const bytes = slab.subarray(0, this.#used);
    this.#used = 0;
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    if (this.#socket.writableLength > 0) {
      // It waits behind other bytes: in a piece of its own size, since much of this may come to wait.
      this.#socket.write(Buffer.from(bytes));
      return;
    }
    this.#slab = undefined;
    this.#socket.write(bytes);
    // The kernel has it all, or TLS made its own of it; other streams may pass on the very bytes they were given.
    if (this.#socket.writableLength === 0 && this.#socket instanceof Socket) this.#slabs.give(slab);
  }

  #longHeaders(streamId: number, block: Buffer, flags: number): void {
    for (let at = 0; at < block.length; at += maxPayloadBytes) {
      const part = block.subarray(at, at + maxPayloadBytes);
      const endHeaders = at + part.length === block.length ? frameFlags.endHeaders : 0;
      const type = at === 0 ? frameTypes.headers : frameTypes.continuation;
      const start = this.#frame({
        type,
        length: part.length,
        flags: (at === 0 ? flags : 0) | endHeaders,
        streamId,
      });
      part.copy(this.#slab as Buffer, start);
    }
  }

  /** Begins a frame. @returns where its payload goes */
  #frame(head: FrameHead): number {
    const at = this.#reserve(frameHeadBytes + head.length);
    writeHead(this.#slab as Buffer, at, head);
    return at + frameHeadBytes;
  }

  /** @returns where the room begins */
  #reserve(bytes: number): number {
    if (this.#used + bytes > slabBytes) this.flush();
    this.#slab ??= this.#slabs.take();
    if (this.#used === 0) this.#onWork();
    const at = this.#used;
    this.#used += bytes;
    return at;
  }
}

interface FrameHead {
  readonly type: number;
  readonly length: number;
  /** @default 0 */
  readonly flags?: number;
  /** @default 0, the connection */
  readonly streamId?: number;
}

function writeHead(into: Buffer, at: number, { type, length, flags = 0, streamId = 0 }: FrameHead): void {
  into[at] = length >>> 16;
  into[at + 1] = length >>> 8;
  into[at + 2] = length;
  into[at + 3] = type;
  into[at + 4] = flags;
  into.writeUInt32BE(streamId, at + 5);
}
