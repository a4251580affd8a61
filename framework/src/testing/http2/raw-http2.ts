/*
 * HTTP/2 frame by frame, for tests that need a peer which no library would be: one that breaks the rules.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

export const frameTypes = {
  data: 0,
  headers: 1,
  resetStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const flags = { none: 0, endStream: 1, ack: 1, endHeaders: 4 } as const;

export const preface: Buffer = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

export interface RawFrame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

const headBytes = 9;
const maxPayload = 16_384;

/** The frames that are whole. */
export function readFrames(bytes: Buffer): RawFrame[] {
  const frames: RawFrame[] = [];
  for (let at = 0; at + headBytes <= bytes.length; ) {
    const payloadAt = at + headBytes;
    const end = payloadAt + bytes.readUIntBE(at, 3);
    if (end > bytes.length) break;
    const payload = Buffer.from(bytes.subarray(payloadAt, end));
    const [type, flags, stream] = [
      bytes.readUInt8(at + 3),
      bytes.readUInt8(at + 4),
      bytes.readUInt32BE(at + 5),
    ];
    frames.push({ type, flags, stream, payload });
    at = end;
  }
  return frames;
}

/** @param frame `flags`, `stream` and `payload` are 0 and empty unless given */
export function encodeFrame({ type, flags = 0, stream = 0, payload }: EncodedFrame): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUIntBE(payload?.length ?? 0, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return payload === undefined ? head : Buffer.concat([head, payload]);
}

export type EncodedFrame = Pick<RawFrame, "type"> & Partial<RawFrame>;

/** Writes a header block the long way: every field as it is, and nothing remembered. */
export function encodeHeaders(fields: readonly (readonly [string, string])[]): Buffer {
  return Buffer.concat(fields.flatMap(([name, value]) => [Buffer.of(0), text(name), text(value)]));
}

/** A length as HPACK writes one in seven bits and more, then the bytes. */
export function text(value: string): Buffer {
  const bytes = Buffer.from(value, "latin1");
  if (bytes.length < 127) return Buffer.concat([Buffer.of(bytes.length), bytes]);
  const length = [127];
  let rest = bytes.length - 127;
  for (; rest >= 128; rest >>>= 7) length.push((rest & 127) | 128);
  return Buffer.concat([Buffer.from([...length, rest]), bytes]);
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A block that is sent as HEADERS and as many CONTINUATION frames as it takes. */
export function blockFrames(stream: number, block: Buffer): EncodedFrame[] {
  const count = Math.ceil(block.length / maxPayload);
  return Array.from({ length: count }, (_, at) => ({
    type: at === 0 ? frameTypes.headers : frameTypes.continuation,
    flags: at === count - 1 ? flags.endHeaders : flags.none,
    stream,
    payload: block.subarray(at * maxPayload, (at + 1) * maxPayload),
  }));
}

export const smallRequest: Buffer = encodeHeaders([
  [":method", "POST"],
  [":scheme", "http"],
  [":authority", "here"],
  [":path", "/a"],
]);

/** One end of a connection that sends what it is told to, and collects what it gets. */
export class RawHttp2 {
  readonly socket: Socket;
  readonly frames: RawFrame[] = [];
  readonly closed: Promise<void>;
  #pings = 0;
  #unread: Buffer = Buffer.alloc(0);
  #waiting: (() => void)[] = [];

  /** @param skip how many bytes come before the first frame */
  constructor(socket: Socket, skip = 0) {
    this.socket = socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      socket.once("close", () => resolve()).once("close", () => this.#wake());
    });
    let toSkip = skip;
    socket.on("data", (chunk: Buffer) => {
      this.#unread = Buffer.concat([this.#unread, chunk.subarray(toSkip)]);
      toSkip = Math.max(0, toSkip - chunk.length);
      this.#parse();
    });
  }

  /** Connects, and says so as a client does. What its server announced then holds. */
  static async connect(port: number, opening: Buffer = preface): Promise<RawHttp2> {
    const socket = connect({ host: "127.0.0.1", port, noDelay: true });
    await once(socket, "connect");
    const raw = new RawHttp2(socket);
    raw.sendBytes(opening);
    raw.send({ type: frameTypes.settings });
    if (opening === preface) await raw.next(frameTypes.settings);
    return raw;
  }

  /** Serves what connects, as a server that has said so. */
  static accept(socket: Socket): RawHttp2 {
    const raw = new RawHttp2(socket, preface.length);
    raw.send({ type: frameTypes.settings });
    return raw;
  }

  send(...frames: readonly EncodedFrame[]): void {
    this.sendBytes(Buffer.concat(frames.map(encodeFrame)));
  }

  sendBytes(bytes: Buffer): void {
    if (this.socket.writable) this.socket.write(bytes);
  }

  /** Opens a stream with a small request. */
  open(stream: number, more: number = flags.none): void {
    this.send({ type: frameTypes.headers, flags: flags.endHeaders | more, stream, payload: smallRequest });
  }

  /** Sends a PING, and waits until all that was sent before it has been seen. */
  async ping(): Promise<void> {
    const payload = Buffer.from(`ping${String(this.#pings++).padStart(4, "0")}`);
    this.send({ type: frameTypes.ping, payload });
    await this.until(() => this.frames.some((it) => it.flags === flags.ack && it.payload.equals(payload)));
  }

  /** What came for a stream by now. */
  dataOf(stream: number): string {
    const frames = this.frames.filter((it) => it.type === frameTypes.data && it.stream === stream);
    return Buffer.concat(frames.map((it) => it.payload)).toString();
  }

  /** Waits for a frame, unless it is there already. Rejects when the connection closes before it comes. */
  async next(type: number, stream?: number): Promise<RawFrame> {
    const find = (): RawFrame | undefined =>
      this.frames.find((it) => it.type === type && (stream === undefined || it.stream === stream));
    await this.until(() => find() !== undefined);
    return find() as RawFrame;
  }

  /** Waits until something is so that frames can make so. Rejects when the connection closes before. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.socket.destroyed) throw new Error("the connection was closed too early");
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #parse(): void {
    for (const frame of readFrames(this.#unread)) {
      this.#unread = this.#unread.subarray(headBytes + frame.payload.length);
      this.frames.push(frame);
      this.#acknowledge(frame);
    }
    this.#wake();
  }

  /** Answers what every peer has to answer. */
  #acknowledge({ type, flags: flagged, payload }: RawFrame): void {
    const acknowledged = type === frameTypes.settings || type === frameTypes.ping;
    if (!acknowledged || (flagged & flags.ack) !== 0) return;
    this.send({ type, flags: flags.ack, ...(type === frameTypes.ping && { payload }) });
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
