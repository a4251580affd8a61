import { unavailable } from "../../../errors/errors.js";
import { MicroError } from "../../../errors/micro-error.js";
import type { Deadlines } from "../../deadlines.js";
import type { CallAcceptor } from "../../transport.js";
import type { ContentTypes } from "../message/content-types.js";
import { MalformedHttp } from "../message/malformed-http.js";
import type { Message } from "../message/message.js";
import { pipelining } from "../message/pipelining.js";
import type { CallMode, CallPort } from "./call-mode.js";
import { CallsInAnyOrder } from "./calls-in-any-order.js";
import { CallsInTurn } from "./calls-in-turn.js";
import { routeOf } from "./request-route.js";
import { ServerCall } from "./server-call.js";
import { ServerStream } from "./server-stream.js";

/** What the calls of a listener share. */
export interface ServedCalls {
  readonly acceptor: CallAcceptor;
  readonly contentTypes: ContentTypes;
  readonly deadlines: Deadlines;
}

/** What the calls of a connection need of it. */
export interface ConnectionPort extends CallPort {
  /** `127.0.0.1:53122` */
  readonly remote: string;
  /** The connection was for a stream, which is over. */
  onStreamEnded(): void;
}

/** The calls of one connection, in the mode that its client asks for. */
export class ConnectionCalls {
  readonly #served: ServedCalls;
  readonly #port: ConnectionPort;
  readonly #inTurn: CallsInTurn;
  readonly #anyOrder: CallsInAnyOrder;
  #mode: CallsInTurn | CallsInAnyOrder | ServerStream;
  #isLeaving = false;
  #isStopped = false;

  constructor(served: ServedCalls, port: ConnectionPort) {
    this.#served = served;
    this.#port = port;
    this.#inTurn = new CallsInTurn(port);
    this.#anyOrder = new CallsInAnyOrder(port);
    this.#mode = this.#inTurn;
  }

  get mode(): CallMode {
    return this.#mode;
  }

  get isStream(): boolean {
    return this.#mode instanceof ServerStream;
  }

  /** The client hears when it is asked to leave, and leaves. */
  get canLeave(): boolean {
    return this.#mode === this.#anyOrder;
  }

  /** @throws {MalformedHttp} for what the connection cannot go on after */
  receive(message: Message): void {
    if (this.#mode instanceof ServerStream) this.#mode.receive(message);
    else this.#serve(message);
  }

  /** Tells the client, in the way that it understands, to make its next calls elsewhere. */
  leave(): void {
    this.#isLeaving = true;
    if (this.canLeave) this.#port.replies.askToLeave();
    else this.#port.replies.sayLast();
  }

  /** Begins no more calls: those of a client that would not leave are refused, and may be made elsewhere. */
  stop(): void {
    this.#isStopped = true;
  }

  #serve(message: Message): void {
    const { replies, remote } = this.#port;
    const route = routeOf(message, this.#served);
    const id = message.micro("id") ?? "";
    const anyOrder = route.anyOrder && id !== "";
    if (route.format === undefined) {
      replies.refuseContentType(route.contentType, id);
    } else if (anyOrder && message.get("micro-pipelining") === pipelining.cancel) {
      this.#anyOrder.cancel(id);
    } else {
      const origin = { route, format: route.format, id, remote, deadlines: this.#served.deadlines };
      const own = this.#anyOrder.crowded ? message.detached() : message;
      this.#open(new ServerCall(own, origin), own, anyOrder ? this.#anyOrder : this.#inTurn);
    }
  }

  #open(call: ServerCall, message: Message, mode: CallsInTurn | CallsInAnyOrder): void {
    let body: Uint8Array;
    try {
      if (message.excess !== undefined) throw tooLong(message.excess);
      if (this.#isStopped) throw unavailable("go.micro.server", "the server is closing");
      body = call.open(message.body);
    } catch (error) {
      this.#port.replies.fail(call, MicroError.from(error, "go.micro.server"));
      return;
    }
    this.#enter(mode);
    const target = call.route.target ?? this.#served.acceptor.find(call.endpoint);
    if (target !== undefined && target.kind !== "unary") this.#serveStream(call, message);
    else mode.serve(call, body);
  }

  #enter(mode: CallsInTurn | CallsInAnyOrder): void {
    if (this.#mode === mode) return;
    if (this.#mode.busy) throw new MalformedHttp(400, "a request without Micro-Id between others with");
    this.#mode = mode;
    if (this.#isLeaving) this.leave();
  }

  #serveStream(call: ServerCall, opening: Message): void {
    const stream = new ServerStream(call, this.#port, opening);
    this.#mode = stream;
    void stream.run().then(() => this.#port.onStreamEnded());
  }
}

function tooLong({ status, message }: MalformedHttp): MicroError {
  return new MicroError({ id: "go.micro.server", code: status, detail: message });
}
