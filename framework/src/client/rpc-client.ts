import { setTimeout as delay } from "node:timers/promises";
import type { Awaitable } from "../async/awaitable.js";
import type { Broker } from "../broker/broker.js";
import type { Codec } from "../codec/codec.js";
import { isConnectError } from "../errors/connect-error.js";
import { unavailable } from "../errors/errors.js";
import { MicroError } from "../errors/micro-error.js";
import type { Metadata } from "../metadata/metadata.js";
import type { MessageInit } from "../schema/message-schema.js";
import type { Selection, Selector } from "../selector/selector.js";
import type { IncomingReply, OutgoingCall, Transport } from "../transport/transport.js";
import { avoidNode } from "./avoid-node.js";
import {
  type CallSettings,
  checkCallSettings,
  createCallSettings,
  deadlineOf,
  metadataOf,
  overrideCallOptions,
  signalOf,
} from "./call-settings.js";
import { checkProtocol, chooseTransport } from "./choose-transport.js";
import type {
  Attempt,
  BidiStream,
  CallFunction,
  CallOptions,
  CallWrapper,
  Client,
  Publication,
  PublishOptions,
  Request,
} from "./client.js";
import { directSelection } from "./direct-selection.js";
import { codecOf, decodeBody, encodeBody } from "./message-bodies.js";
import { publicationMessage } from "./publication-message.js";
import { type OpenedStream, RpcStream } from "./rpc-stream.js";
import { showCaller } from "./show-caller.js";
import { checkLimits, clientId, type Limits, within } from "./within.js";

export interface RpcClientOptions {
  /** Who calls: every call says so as `Micro-From-Service`. @default nobody says */
  readonly name?: string;
  /** Finds the nodes. */
  readonly selector: Selector;
  /** The wires it speaks. A node is called on the one it names; one called by its address, on the first. */
  readonly transports: readonly Transport[];
  /** Carries what is published. @default none: publishing throws */
  readonly broker?: Broker;
  /** What every call begins with. A `timeoutMs` given here does not end streams. */
  readonly callOptions?: CallOptions;
  /** The service that all calls and publications go through, which passes them on. @default none */
  readonly proxy?: string;
  /** Wrap every attempt of a call; the first is the outermost. */
  readonly wrapCall?: readonly CallWrapper[];
}

/**
 * Makes the client that finds services and calls them.
 *
 * It opens nothing: selector, transports and broker stay with whoever made them.
 */
export function createRpcClient(options: RpcClientOptions): Client {
  return new RpcClient(options);
}

class RpcClient implements Client {
  readonly #options: RpcClientOptions;
  readonly #settings: CallSettings;
  readonly #attempt: CallFunction;
  /** What most calls send: made once, and the same object for each, so a wire can keep what it made of it. */
  readonly #metadata: Metadata;
  #closed = false;

  constructor(options: RpcClientOptions) {
    if (options.transports.length === 0) {
      throw new TypeError("Expected the option `transports` to hold at least one transport, got none");
    }
    this.#options = options;
    this.#settings = this.#check(createCallSettings(options.callOptions));
    this.#metadata = metadataOf(this.#settings, options.name);
    this.#attempt = wrapAttempts(options.wrapCall ?? []);
  }

  async call<I, O>(request: Request<I, O>, message: MessageInit<I>, options?: CallOptions): Promise<O> {
    let settings = this.#settingsOf(options);
    const call = this.#outgoingCall(request, settings, settings.timeoutMs);
    const attempt = this.#attemptOf(settings);
    for (let number = 0; ; number += 1) {
      const picked = this.#select(request.service, settings, call);
      const selection = picked instanceof Promise ? await picked : picked;
      let codec: Codec;
      let reply: IncomingReply;
      try {
        const transport = this.#transportOf(selection, settings);
        codec = codecOf(transport, call.contentType);
        const body = encodeBody(codec, request.method.input, message);
        reply = await attempt({ selection, transport, request, number, call, body });
      } catch (thrown) {
        await this.#recover(thrown, { selection, number, settings, call });
        settings = avoidNode(settings, selection.node.id);
        continue;
      }
      this.#mark(settings, selection);
      settings.onHeader?.(reply.header);
      settings.onTrailer?.(reply.trailer);
      return decodeBody(codec, request.method.output, reply.body);
    }
  }

  stream<I, O>(request: Request<I, O>, options?: CallOptions): BidiStream<MessageInit<I>, O> {
    const settings = this.#settingsOf(options);
    const opening = this.#open(request, { ...settings, timeoutMs: options?.timeoutMs ?? Infinity });
    return new RpcStream(opening, request.method, settings);
  }

  async publish<T>(publication: Publication<T>, options: PublishOptions = {}): Promise<void> {
    this.#checkOpen();
    const { broker, transports, name, proxy } = this.#options;
    if (broker === undefined)
      throw new TypeError("Publishing needs the client option `broker`, and none was given");
    const contentType = options.contentType ?? this.#settings.contentType;
    const codec = codecOf(transports[0] as Transport, contentType);
    const body = encodeBody(codec, publication.schema, publication.message);
    const header = metadataOf(options, name);
    const message = publicationMessage(publication.topic, { header, contentType, body });
    await broker.publish(proxy ?? publication.topic, message);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #open(request: Request<unknown, unknown>, options: CallSettings): Promise<OpenedStream> {
    let settings = options;
    const call = this.#outgoingCall(request, settings, settings.timeoutMs);
    for (let number = 0; ; number += 1) {
      const selection = await this.#select(request.service, settings, call);
      try {
        const transport = this.#transportOf(selection, settings);
        const codec = codecOf(transport, call.contentType);
        const stream = await transport.stream(selection.node, call);
        return { stream, codec, ended: (error) => this.#mark(options, selection, error) };
      } catch (thrown) {
        await this.#recover(thrown, { selection, number, settings, call });
        settings = avoidNode(settings, selection.node.id);
      }
    }
  }

  /** Waits until it is time for another attempt, or throws what the last one ended with. */
  async #recover(
    thrown: unknown,
    {
      selection,
      number,
      settings,
      call,
    }: Omit<Attempt, "transport" | "request" | "body"> & { settings: CallSettings },
  ): Promise<void> {
    const error = showCaller(MicroError.from(thrown, clientId), this.call);
    this.#mark(settings, selection, error);
    if (this.#closed || call.signal?.aborted) throw error;
    if (number >= settings.retries || !settings.retry(error, number)) throw error;
    const waitMs = settings.backoff(number + 1);
    if (call.deadline !== undefined && Date.now() + waitMs >= call.deadline) throw error;
    if (waitMs <= 0) return;
    try {
      await delay(waitMs, undefined, call.signal && { signal: call.signal });
    } catch {
      throw MicroError.from(call.signal?.reason, clientId);
    }
  }

  #attemptOf({ wrapCall }: CallSettings): CallFunction {
    if (wrapCall === undefined) return this.#attempt;
    return wrapAttempts([...(this.#options.wrapCall ?? []), ...wrapCall]);
  }

  #transportOf({ node }: Selection, { protocol }: CallSettings): Transport {
    return chooseTransport(this.#options.transports, node, protocol);
  }

  #settingsOf(options: CallOptions | undefined): CallSettings {
    this.#checkOpen();
    if (options === undefined) return this.#settings;
    return this.#check(overrideCallOptions(this.#settings, options));
  }

  #check(settings: CallSettings): CallSettings {
    if (settings.protocol !== undefined) checkProtocol(this.#options.transports, settings.protocol);
    return checkCallSettings(settings);
  }

  #outgoingCall(
    { service, method }: Request<unknown, unknown>,
    settings: CallSettings,
    timeoutMs: number,
  ): OutgoingCall {
    const plain = settings.metadata === this.#settings.metadata && settings.context === undefined;
    return {
      service,
      target: method,
      contentType: settings.contentType,
      metadata: plain ? this.#metadata : metadataOf(settings, this.#options.name),
      deadline: deadlineOf(timeoutMs, settings.context),
      signal: signalOf(settings),
      dialTimeoutMs: settings.dialTimeoutMs,
    };
  }

  #select(service: string, settings: CallSettings, limits: Limits): Awaitable<Selection> {
    checkLimits(limits);
    if (settings.address !== undefined) return directSelection(service, settings.address);
    const selection = this.#options.selector.select(this.#options.proxy ?? service, settings);
    if (!(selection instanceof Promise)) return selection;
    return within(selection, limits).catch((error) => {
      // A selection that comes too late is given back.
      selection.then(
        (late) => this.#mark(settings, late),
        () => {},
      );
      throw error;
    });
  }

  #mark({ address }: CallSettings, selection: Selection, error?: MicroError): void {
    // A node that is called by its address is none of the selector's.
    if (address !== undefined) return;
    this.#options.selector.mark(selection, isConnectError(error) ? error : undefined);
  }

  #checkOpen(): void {
    if (this.#closed) throw unavailable(clientId, "the client is closed");
  }
}

/** Makes what sends one attempt of a call, with wrappers around: the first is the outermost. */
function wrapAttempts(wrappers: readonly CallWrapper[]): CallFunction {
  const send: CallFunction = ({ transport, selection, call, body }) =>
    transport.call(selection.node, call, body);
  return wrappers.reduceRight((next, wrap) => wrap(next), send);
}
