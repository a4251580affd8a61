/*
 * Under some content types a body is more than the message: an envelope names the method, numbers the request or
 * repeats the error. A framing packs and unpacks such bodies; what is inside is plain protobuf or JSON.
 */

/** What an envelope says of a request. */
export interface RequestEnvelope {
  /** `Greeter.Hello`; empty where the framing has no such field. */
  readonly endpoint: string;
  /** The request's `Micro-Id`; empty for none. */
  readonly id: string;
}

/** What an envelope says of a reply. */
export interface ReplyEnvelope {
  /** Named by the replies of a stream only; otherwise empty. */
  readonly endpoint: string;
  readonly id: string;
  /** The text of `Micro-Error`; empty for none. The body is then ignored. */
  readonly error: string;
}

export interface Framing {
  packRequest(envelope: RequestEnvelope, body: Uint8Array): Uint8Array;
  /** @throws {MicroError} 400 for bytes that are no such request */
  unpackRequest(bytes: Uint8Array): RequestEnvelope & { readonly body: Uint8Array };
  packReply(envelope: ReplyEnvelope, body: Uint8Array): Uint8Array;
  /** @throws {MicroError} 400 for bytes that are no such reply */
  unpackReply(bytes: Uint8Array): { readonly error: string; readonly body: Uint8Array };
}
