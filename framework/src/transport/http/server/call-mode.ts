import type { CallAcceptor } from "../../transport.js";
import type { SocketWriter } from "../message/socket-writer.js";
import type { ReplyWriter } from "./reply-writer.js";

/** What the calls of a connection need of it. */
export interface CallPort {
  readonly acceptor: CallAcceptor;
  readonly replies: ReplyWriter;
  readonly writer: SocketWriter;
  /** A call was answered, or a part of it was taken: more may be read. */
  onProgress(): void;
}

/** How a connection is used: for calls one at a time, for calls in any order, or for one stream. */
export interface CallMode {
  /** A call is in flight. */
  readonly busy: boolean;
  /** Nothing more is to be read now, and so the client is held back. */
  readonly full: boolean;
  /** What was held back by a client that is slow to read may go on. */
  resume(): void;
  /** The client will send no more, and everything that it sent was read. */
  endInput(): void;
  /** The client is gone. */
  cancel(): void;
}
