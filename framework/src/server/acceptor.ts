import { type Awaitable, isPromiseLike } from "../async/awaitable.js";
import type { HandlerContext } from "../context/context.js";
import { notFound, timeout, unavailable } from "../errors/errors.js";
import { MicroError } from "../errors/micro-error.js";
import { visibleError } from "../errors/visible-error.js";
import type { Logger } from "../logger/logger.js";
import { Deadlines } from "../transport/deadlines.js";
import type { CallAcceptor, CallTarget, IncomingCall, IncomingStream } from "../transport/transport.js";
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
  /** How many handlers may run at once; calls beyond are refused with 503. */
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
      if (!isPromiseLike(result)) this.#leave(route);
    }
    return this.#promised(route, call, result);
  }

  async stream(call: IncomingCall, stream: IncomingStream): Promise<void> {
    const route = this.#admit(call);
    const context = this.#contextOf(route, call);
    try {
      await serveStream({ route, call, stream, context, onSettled: () => this.#leave(route) });
    } catch (thrown) {
      throw this.#visible(thrown, call, route);
    }
  }

  /** The reply of a handler that takes its time, or 408 at the deadline; the handler then runs on, unheard. */
  async #promised(route: Route, call: IncomingCall, result: PromiseLike<unknown>): Promise<Uint8Array> {
    try {
      const reply = await this.#settled(route, Promise.resolve(result), call.deadline);
      return encodeReply(route.method, call.codec, reply);
    } catch (thrown) {
      throw this.#visible(thrown, call, route);
    }
  }

  /** It counts as running until it is done, whether or not anybody still waits. */
  #settled<T>(route: Route, work: Promise<T>, deadline: number | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const expire = (): void => reject(timeout(this.#options.service, "deadline exceeded"));
      const cancel = deadline === undefined ? () => {} : this.#deadlines.set(deadline + graceMs, expire);
      const settle = (): void => {
        cancel();
        this.#leave(route);
      };
      work.then(
        (value) => {
          settle();
          resolve(value);
        },
        (reason) => {
          settle();
          reject(reason);
        },
      );
    });
  }

  #admit(call: IncomingCall): Route {
    const { service, router, maxConcurrency } = this.#options;
    const route = router.find(call.endpoint);
    if (route === undefined) throw notFound(service, `${service} has no endpoint ${call.endpoint}`);
    // A node that has enough to do is not dead, and must be able to say so.
    if (route.internal) return route;
    if (this.#running >= maxConcurrency)
      throw unavailable(service, `${maxConcurrency} calls are running already`);
    this.#running += 1;
    return route;
  }

  #leave(route: Route): void {
    if (!route.internal) this.#running -= 1;
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
