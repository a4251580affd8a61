/** A message that a subscriber got. */
export interface ReceivedMessage {
  readonly topic: string;
  readonly id: string;
  readonly timestamp: bigint;
  readonly message: string;
  readonly header: Readonly<Record<string, string>>;
}

/** `Go` is Go Micro 1.0, `Go 2` its version 2.9, whose services speak gRPC. */
export type Language = "Go" | "Go 2" | "TypeScript";

/**
 * A running greeter, in Go or in TypeScript: the service of `proto/interop.proto`, a subscriber of `<name>.events`
 * and one of `<name>.jobs` in the queue `workers`.
 */
export interface Peer {
  readonly language: Language;
  /** The name it is registered by. */
  readonly service: string;
  /** The next message that its subscribers got. */
  nextMessage(): Promise<ReceivedMessage>;
  /** The messages that its subscribers got and nobody took. */
  messages(): ReceivedMessage[];
  /** Resolves when a `Chat` ended because its client went away, or said no more. */
  chatEnded(): Promise<void>;
  stop(): Promise<void>;
}
