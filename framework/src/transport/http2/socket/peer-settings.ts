import { http2ErrorCodes } from "../error-codes.js";
import type { Http2Settings } from "../http2.js";
import { type Frame, FrameError, firstWindowBytes, maxPayloadBytes, maxWindowBytes } from "./frames.js";

/** The settings that there are (RFC 9113, section 6.5.2). */
const settingIds = {
  headerTableSize: 1,
  enablePush: 2,
  maxConcurrentStreams: 3,
  initialWindowSize: 4,
  maxFrameSize: 5,
  maxHeaderListSize: 6,
} as const;

const entryBytes = 6;
const largestMaxFrameSize = 2 ** 24 - 1;

export const defaultSettings: Required<Http2Settings> = {
  maxConcurrentStreams: 250,
  maxHeaderListBytes: 16_384,
  streamWindowBytes: 262_144,
  connectionWindowBytes: 1_048_576,
};

/** What this end announces: identifier and value, in turns. */
export function settingsEntries(settings: Required<Http2Settings>): readonly number[] {
  return [
    settingIds.enablePush,
    0,
    settingIds.maxConcurrentStreams,
    settings.maxConcurrentStreams,
    settingIds.initialWindowSize,
    settings.streamWindowBytes,
    settingIds.maxHeaderListSize,
    settings.maxHeaderListBytes,
  ];
}

/** What the other end has announced, and counts here. */
export class PeerSettings {
  headerTableBytes = 4_096;
  /** The smallest that the last SETTINGS said on the way there: what an encoder must not keep more than. */
  leastHeaderTableBytes = 4_096;
  maxConcurrentStreams: number = Number.MAX_SAFE_INTEGER;
  maxHeaderListBytes: number = Number.MAX_SAFE_INTEGER;
  streamWindowBytes: number = firstWindowBytes;

  /** @throws {FrameError} for a value that a setting must not have */
  apply({ bytes, start, end }: Frame): void {
    if ((end - start) % entryBytes !== 0)
      throw new FrameError(http2ErrorCodes.frameSizeError, "SETTINGS cut short");
    this.leastHeaderTableBytes = Number.MAX_SAFE_INTEGER;
    for (let at = start; at < end; at += entryBytes)
      this.#set(bytes.readUInt16BE(at), bytes.readUInt32BE(at + 2));
  }

  #set(id: number, value: number): void {
    switch (id) {
      case settingIds.headerTableSize:
        this.headerTableBytes = value;
        this.leastHeaderTableBytes = Math.min(value, this.leastHeaderTableBytes);
        break;
      case settingIds.enablePush:
        check(value <= 1, `ENABLE_PUSH is ${value}`);
        break;
      case settingIds.maxConcurrentStreams:
        this.maxConcurrentStreams = value;
        break;
      case settingIds.initialWindowSize:
        if (value > maxWindowBytes)
          throw new FrameError(http2ErrorCodes.flowControlError, `a window of ${value}`);
        this.streamWindowBytes = value;
        break;
      case settingIds.maxFrameSize:
        check(value >= maxPayloadBytes && value <= largestMaxFrameSize, `MAX_FRAME_SIZE is ${value}`);
        break;
      case settingIds.maxHeaderListSize:
        this.maxHeaderListBytes = value;
        break;
      default:
      // Settings that this end does not know mean nothing to it.
    }
  }
}

function check(allowed: boolean, message: string): void {
  if (!allowed) throw new FrameError(http2ErrorCodes.protocolError, message);
}
