import { bytesCodec } from "../../codec/bytes-codec.js";
import type { Codec } from "../../codec/codec.js";
import { goJsonCodec } from "../../codec/go-json-codec.js";
import { protobufCodec } from "../../codec/protobuf-codec.js";
import { markConnectError } from "../../errors/connect-error.js";
import { badRequest, unavailable } from "../../errors/errors.js";
import { MicroError } from "../../errors/micro-error.js";
import type { Metadata } from "../../metadata/metadata.js";
import type { Node } from "../../registry/registry.js";
import type {
  CallAcceptor,
  IncomingReply,
  Listener,
  OutgoingCall,
  OutgoingStream,
  Transport,
} from "../transport.js";
import { CallLimits } from "./call-limits.js";
import { copyBody } from "./copy-body.js";
import { MemoryCall } from "./memory-call.js";
import { MemoryListener } from "./memory-listener.js";
import { createMemoryNetwork, type MemoryDoor, type MemoryNetwork } from "./memory-network.js";
import { openMemoryStream } from "./memory-stream.js";

export interface MemoryTransportOptions {
  /**
   * Transports that are given the same network reach each other.
   * @default a network of its own
   */
  readonly network?: MemoryNetwork;
  /**
   * How messages of further content types are written, and of others that are to be written otherwise: at both ends,
   * whoever is called.
   * @default none
   */
  readonly codecs?: Readonly<Record<string, Codec>>;
}

const id = "go.micro.client.transport";

const standard: Readonly<Record<string, Codec>> = {
  "application/protobuf": protobufCodec,
  "application/json": goJsonCodec,
  "application/octet-stream": bytesCodec,
};

/** Makes a transport inside this process: for tests, and for several services in one process. */
export function createMemoryTransport(options: MemoryTransportOptions = {}): Transport {
  return new MemoryTransport(options);
}

class MemoryTransport implements Transport {
  readonly name = "memory";
  readonly protocol = "memory";
  readonly #network: MemoryNetwork;
  readonly #codecs: ReadonlyMap<string, Codec>;
  readonly #limits = new CallLimits();

  constructor({ network = createMemoryNetwork(), codecs }: MemoryTransportOptions) {
    this.#network = network;
    this.#codecs = new Map(Object.entries({ ...standard, ...codecs }));
  }

  codec(contentType: string): Codec | undefined {
    return this.#codecs.get(contentType);
  }

  async call(node: Node, call: OutgoingCall, body: Uint8Array): Promise<IncomingReply> {
    const { door, incoming } = this.#begin(node, call);
    const reply = door.acceptor.unary(incoming, copyBody(body));
    // A handler that answers at once has no deadline to pass and nothing to cancel.
    if (!(reply instanceof Promise)) return new MemoryReply(incoming, reply);
    return new MemoryReply(incoming, await this.#limits.apply(reply, { call, incoming, door }));
  }

  async stream(node: Node, call: OutgoingCall): Promise<OutgoingStream> {
    const { door, incoming } = this.#begin(node, call);
    return openMemoryStream({ door, incoming, call }, this.#limits);
  }

  async listen(address: string, acceptor: CallAcceptor): Promise<Listener> {
    return new MemoryListener(this.#network, address, acceptor);
  }

  async close(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}

  #begin({ address, port }: Node, call: OutgoingCall): { door: MemoryDoor; incoming: MemoryCall } {
    const door = this.#network.door(address, port);
    if (door === undefined) {
      throw markConnectError(unavailable(id, `nobody listens on ${address}:${port} in memory`));
    }
    if (call.signal?.aborted === true) throw MicroError.from(call.signal.reason, id);
    const codec = this.codec(call.contentType);
    if (codec === undefined) throw badRequest(id, `the memory transport carries no ${call.contentType}`);
    return { door, incoming: new MemoryCall(call, codec) };
  }
}

class MemoryReply implements IncomingReply {
  readonly body: Uint8Array;
  readonly #call: MemoryCall;

  constructor(call: MemoryCall, body: Uint8Array) {
    this.#call = call;
    this.body = copyBody(body);
  }

  get header(): Metadata {
    return this.#call.header;
  }

  get trailer(): Metadata {
    return this.#call.trailer;
  }
}
