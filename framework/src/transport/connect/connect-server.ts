import type { CancelDeadline, Deadlines } from "../deadlines.js";
import type { CallAcceptor } from "../transport.js";
import { ConnectExchange, type ExchangeSettings } from "./connect-exchange.js";
import { type ConnectOptions, type ConnectSettings, connectSettings } from "./connect-options.js";
import type { PlainExchange, PlainRequest } from "./plain-http.js";

/**
 * Answers calls that come as plain HTTP: `POST /greeter.v1.Greeter/Hello` with a body of `application/json` or
 * `application/proto`, and GET for methods without side effects.
 *
 * @see https://connectrpc.com/docs/protocol
 */
export class ConnectServer {
  readonly settings: ConnectSettings;
  readonly #deadlines: Deadlines;
  readonly #exchanges: ExchangeSettings;

  constructor(acceptor: CallAcceptor, deadlines: Deadlines, options: ConnectOptions) {
    this.settings = connectSettings(options);
    this.#deadlines = deadlines;
    this.#exchanges = { ...this.settings, acceptor, deadlines };
  }

  /** Calls back when a request that begins now takes too long to come in. */
  expectRequest(onLate: () => void): CancelDeadline {
    return this.#deadlines.set(Date.now() + this.settings.requestTimeoutMs, onLate);
  }

  serve(request: PlainRequest): PlainExchange {
    return new ConnectExchange(request, this.#exchanges);
  }
}
