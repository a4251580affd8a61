import type { Awaitable } from "../async/awaitable.js";
import type { Codec } from "../codec/codec.js";
import { unavailable } from "../errors/errors.js";
import { MicroError } from "../errors/micro-error.js";
import type { Metadata } from "../metadata/metadata.js";
import type { MessageInit } from "../schema/message-schema.js";
import type { MethodDefinition } from "../schema/service-definition.js";
import type { OutgoingStream } from "../transport/transport.js";
import type { BidiStream, CallOptions } from "./client.js";
import { decodeBody, encodeBody } from "./message-bodies.js";
import { showCaller } from "./show-caller.js";
import { clientId } from "./within.js";

/** A stream of bodies that a transport opened, and how its messages are encoded. */
export interface OpenedStream {
  readonly stream: OutgoingStream;
  readonly codec: Codec;
  /** Hears once how the stream ended. */
  readonly ended: (error: MicroError | undefined) => void;
}

type Result<O> = IteratorResult<O, undefined>;

/** A stream of messages. It is there at once; what is sent before the connection is waits for it. */
export class RpcStream<I, O> implements BidiStream<MessageInit<I>, O>, AsyncIterator<O> {
  readonly #opening: Promise<OpenedStream>;
  readonly #method: MethodDefinition<I, O>;
  readonly #options: CallOptions;
  #opened: OpenedStream | undefined;
  #bodies: AsyncIterator<Uint8Array> | undefined;
  #ended = false;
  #failure: unknown;

  constructor(opening: Promise<OpenedStream>, method: MethodDefinition<I, O>, options: CallOptions) {
    this.#opening = opening;
    this.#method = method;
    this.#options = options;
    opening.then(
      (opened) => this.#begin(opened),
      (error) => this.#end(error),
    );
  }

  [Symbol.asyncIterator](): AsyncIterator<O> {
    return this;
  }

  next(): Promise<Result<O>> {
    if (this.#ended) return this.#last();
    if (this.#bodies !== undefined) return this.#bodies.next().then(this.#decode, this.#fail);
    return this.#opening.then(() => this.next(), this.#fail);
  }

  /** Called when a loop over the stream is left early. */
  async return(): Promise<Result<O>> {
    this.close();
    return { done: true, value: undefined };
  }

  async send(message: MessageInit<I>): Promise<void> {
    const { stream, codec } = this.#opened ?? (await this.#opening);
    if (this.#ended) throw unavailable(clientId, "the stream has ended");
    let body: Uint8Array;
    try {
      body = encodeBody(codec, this.#method.input, message);
    } catch (error) {
      this.close(error);
      throw error;
    }
    await stream.send(body);
  }

  async closeSend(): Promise<void> {
    const { stream } = this.#opened ?? (await this.#opening);
    if (!this.#ended) await stream.closeSend();
  }

  close(reason?: unknown): void {
    if (this.#ended) return;
    this.#end(reason);
    this.#opened?.stream.close();
  }

  #begin(opened: OpenedStream): void {
    this.#opened = opened;
    this.#bodies = opened.stream[Symbol.asyncIterator]();
    if (this.#ended) {
      opened.ended(undefined);
      opened.stream.close();
      return;
    }
    const { onHeader } = this.#options;
    if (onHeader) void this.#tellHeader(opened.stream, onHeader);
  }

  async #tellHeader({ header }: OutgoingStream, onHeader: (header: Metadata) => void): Promise<void> {
    let came: Metadata;
    try {
      came = await header;
    } catch {
      // A stream that fails before its header came says so where it is iterated.
      return;
    }
    try {
      onHeader(came);
    } catch (thrown) {
      this.close(thrown);
    }
  }

  #end(failure: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#opened?.ended(failure instanceof MicroError ? failure : undefined);
  }

  #last(): Promise<Result<O>> {
    if (this.#failure === undefined) return Promise.resolve({ done: true, value: undefined });
    const failure = this.#failure;
    this.#failure = undefined;
    return Promise.reject(failure);
  }

  readonly #decode = (result: IteratorResult<Uint8Array>): Awaitable<Result<O>> => {
    if (this.#ended) return this.#last();
    if (result.done) return this.#finish();
    const { codec } = this.#opened as OpenedStream;
    try {
      return { done: false, value: decodeBody(codec, this.#method.output, result.value) };
    } catch (error) {
      this.close(error);
      return this.#last();
    }
  };

  readonly #fail = (thrown: unknown): Promise<Result<O>> => {
    this.#end(showCaller(MicroError.from(thrown, clientId), this.#fail));
    return this.#last();
  };

  async #finish(): Promise<Result<O>> {
    this.#end(undefined);
    const { onTrailer } = this.#options;
    if (onTrailer) onTrailer(await (this.#opened as OpenedStream).stream.trailer);
    return { done: true, value: undefined };
  }
}
