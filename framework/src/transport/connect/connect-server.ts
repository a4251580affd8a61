import type { Deadlines } from "../deadlines.js";
import type { CallAcceptor } from "../transport.js";
import { ConnectExchange } from "./connect-exchange.js";
import type { CorsOptions } from "./cors.js";
import type { PlainExchange, PlainRequest } from "./plain-http.js";

/** How plain HTTP is answered. */
export interface ConnectOptions {
  /** The longest message to take, in bytes. @default 4194304 */
  readonly maxReceiveBytes?: number;
  /** Compresses answers with gzip for clients that take it. @default false */
  readonly compress?: boolean;
  /** Lets pages of other origins make calls. @default none may */
  readonly cors?: CorsOptions;
}

/**
 * Answers calls that come as plain HTTP: `POST /greeter.v1.Greeter/Hello` with a body of `application/json` or
 * `application/proto`, and GET for methods without side effects.
 *
 * @see https://connectrpc.com/docs/protocol
 */
export class ConnectServer {
  readonly maxReceiveBytes: number;
  readonly #acceptor: CallAcceptor;
  readonly #deadlines: Deadlines;
  readonly #options: ConnectOptions;

  constructor(acceptor: CallAcceptor, deadlines: Deadlines, options: ConnectOptions) {
    this.#acceptor = acceptor;
    this.#deadlines = deadlines;
    this.#options = options;
    this.maxReceiveBytes = options.maxReceiveBytes ?? 4_194_304;
  }

  serve(request: PlainRequest): PlainExchange {
    return new ConnectExchange(request, {
      acceptor: this.#acceptor,
      deadlines: this.#deadlines,
      maxReceiveBytes: this.maxReceiveBytes,
      compress: this.#options.compress ?? false,
      cors: this.#options.cors,
    });
  }
}
