/*
 * The frames of HTTP/2 (RFC 9113, sections 4 and 6).
 */

export const frameTypes = {
  data: 0,
  headers: 1,
  priority: 2,
  rstStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

/** END_STREAM and ACK are the same bit, of different frames. */
export const frameFlags = { endStream: 0x1, ack: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const;

/** What comes before the payload: length, type, flags, stream. */
export const frameHeadBytes = 9;

/** The largest payload that any peer takes. More is neither sent nor taken. */
export const maxPayloadBytes = 16_384;

/** The window that a connection and its streams begin with. */
export const firstWindowBytes = 65_535;

export const maxWindowBytes: number = 2 ** 31 - 1;

/** What every connection begins with, at the client's end. */
export const connectionPreface: Buffer = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/** A frame as it came; its payload is `bytes` from `start` to `end`. */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  /** 0 for the connection. */
  readonly streamId: number;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/**
 * A violation of the protocol by the peer. It ends the connection, or the stream that it names.
 */
export class FrameError extends Error {
  override readonly name = "FrameError";
  readonly code: number;
  readonly streamId: number | undefined;

  constructor(code: number, message: string, streamId?: number) {
    super(message);
    this.code = code;
    this.streamId = streamId;
  }
}
