import type { HandlerContext } from "../context/context.js";
import { notFound, timeout, unavailable } from "../errors/errors.js";
import { MicroError } from "../errors/micro-error.js";
import { visibleError } from "../errors/visible-error.js";
import type { Logger } from "../logger/logger.js";
import { Deadlines } from "../transport/deadlines.js";
import type {
  Awaitable,
  CallAcceptor,
  CallTarget,
  IncomingCall,
  IncomingStream,
} from "../transport/transport.js";
import { CallContext } from "./call-context.js";
import { encodeReply } from "./encode-reply.js";
import type { Route } from "./route.js";
import type { Router } from "./router.js";
import { serveStream } from "./serve-stream.js";

export interface AcceptorOptions {
  /** The name of the service. */
  readonly service: string;
  readonly router: Router;
  readonly logger: Logger;
  /** How many calls may run at once; what comes beyond is refused with 503. */
  readonly maxConcurrency: number;
}

/** The transport tells the handler at the deadline, and the caller gives up by itself: the server comes after both. */
const graceMs = 50;

/** Makes what a listener hands its calls to: it decodes, runs the handler, and encodes. */
export function createAcceptor(options: AcceptorOptions): CallAcceptor {
  return new Acceptor(options);
}

class Acceptor implements CallAcceptor {
  readonly #options: AcceptorOptions;
  readonly #deadlines = new Deadlines();
  #running = 0;

  constructor(options: AcceptorOptions) {
    this.#options = options;
  }

  find(endpoint: string): CallTarget | undefined {
    return this.#options.router.find(endpoint)?.method;
  }

  unary(call: IncomingCall, body: Uint8Array): Awaitable<Uint8Array> {
    const route = this.#admit(call);
    let result: unknown;
    try {
      const request = call.codec.decode(route.method.input, body);
      result = route.invoke(request, this.#contextOf(route, call), route.method);
      // A handler that answers at once costs no promise.
      if (!isPromiseLike(result)) return encodeReply(route.method, call.codec, result);
    } catch (thrown) {
      throw this.#visible(thrown, call, route);
    } finally {
      if (!isPromiseLike(result)) this.#running -= 1;
    }
    return this.#promised(route, call, result);
  }

  async stream(call: IncomingCall, stream: IncomingStream): Promise<void> {
    const route = this.#admit(call);
    try {
      await serveStream({ route, call, stream, context: this.#contextOf(route, call) });
    } catch (thrown) {
      throw this.#visible(thrown, call, route);
    } finally {
      this.#running -= 1;
    }
  }

  /** The reply of a handler that takes its time, or 408 at the deadline; the handler then runs on, unheard. */
  async #promised(route: Route, call: IncomingCall, result: PromiseLike<unknown>): Promise<Uint8Array> {
    const { deadline } = call;
    try {
      const reply = await (deadline === undefined ? result : this.#within(result, deadline));
      return encodeReply(route.method, call.codec, reply);
    } catch (thrown) {
      throw this.#visible(thrown, call, route);
    } finally {
      this.#running -= 1;
    }
  }

  #within<T>(work: PromiseLike<T>, deadline: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const expire = (): void => reject(timeout(this.#options.service, "deadline exceeded"));
      const cancel = this.#deadlines.set(deadline + graceMs, expire);
      work.then(
        (value) => {
          cancel();
          resolve(value);
        },
        (reason) => {
          cancel();
          reject(reason);
        },
      );
    });
  }

  #admit(call: IncomingCall): Route {
    const { service, router, maxConcurrency } = this.#options;
    const route = router.find(call.endpoint);
    if (route === undefined) throw notFound(service, `${service} has no endpoint ${call.endpoint}`);
    if (this.#running >= maxConcurrency)
      throw unavailable(service, `${maxConcurrency} calls are running already`);
    this.#running += 1;
    return route;
  }

  #contextOf({ method }: Route, call: IncomingCall): HandlerContext {
    return new CallContext(this.#options.service, method.endpoint, call);
  }

  #visible(thrown: unknown, call: IncomingCall, { method }: Route): MicroError {
    const { service, logger } = this.#options;
    // A handler that heard its signal has nothing to hide, and nobody to tell.
    if (isAbort(thrown) && call.signal.aborted) return MicroError.from(call.signal.reason, service);
    if (!(thrown instanceof MicroError)) {
      logger.error(`${method.endpoint} threw what callers may not see; they get a 500`, {
        service,
        remote: call.remote,
        error: thrown,
      });
    }
    return visibleError(thrown, service);
  }
}

function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && (thrown.name === "AbortError" || thrown.name === "TimeoutError");
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
