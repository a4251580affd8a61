import { unavailable } from "../../../errors/errors.js";
import { MalformedHttp } from "../message/malformed-http.js";
import type { CallMode, CallPort } from "./call-mode.js";
import type { ServerCall } from "./server-call.js";
import { UnaryRunner } from "./unary-runner.js";

/** How many calls of one connection are served at a time. */
const maxRunning = 128;
/** How much of the calls beyond may wait for their turn; what comes then is refused. */
const maxWaitingBytes = 4 * 1024 * 1024;
/** What a call takes beside its message, roughly. */
const bytesPerCall = 1024;

interface WaitingCall {
  readonly call: ServerCall;
  readonly body: Uint8Array;
  readonly size: number;
}

/**
 * Many calls at a time, as our own clients make them, answered as they are done.
 *
 * It is read on, however many there are: a client that gives one up says so behind them.
 */
export class CallsInAnyOrder implements CallMode {
  readonly #port: CallPort;
  readonly #runner: UnaryRunner;
  readonly #running = new Map<string, ServerCall>();
  /** In the order that they came in. */
  readonly #waiting = new Map<string, WaitingCall>();
  #waitingBytes = 0;
  #isStarting = false;

  constructor(port: CallPort) {
    this.#port = port;
    this.#runner = new UnaryRunner(port.acceptor, port.replies, ({ id }) => {
      this.#running.delete(id);
      this.resume();
      port.onProgress();
    });
  }

  get busy(): boolean {
    return this.#running.size > 0 || this.#waiting.size > 0;
  }

  get full(): boolean {
    return false;
  }

  /** A further call has to wait, and must not keep more than itself. */
  get crowded(): boolean {
    return this.#running.size >= maxRunning || this.#waiting.size > 0;
  }

  /** @throws {MalformedHttp} for a number that another call has: nobody could tell their replies apart */
  serve(call: ServerCall, body: Uint8Array): void {
    if (this.#running.has(call.id) || this.#waiting.has(call.id))
      throw new MalformedHttp(400, `Micro-Id ${call.id} is in use`);
    if (this.crowded) this.#wait(call, body);
    else this.#start(call, body);
  }

  /** The client has given a call up. */
  cancel(id?: string): void {
    if (id === undefined) this.#cancelAll();
    else if (!this.#forget(id)) this.#running.get(id)?.cancel();
  }

  resume(): void {
    // Calls that are answered at once come back here: they must not pile up on the stack.
    if (this.#isStarting || this.#waiting.size === 0) return;
    this.#isStarting = true;
    for (const [id, { call, body }] of this.#waiting) {
      if (this.#running.size >= maxRunning || this.#port.writer.full) break;
      this.#forget(id);
      this.#start(call, body);
    }
    this.#isStarting = false;
  }

  /** A plain connection may be half closed by a caller that waits for its reply. These callers never do that. */
  endInput(): void {
    this.#cancelAll();
  }

  #start(call: ServerCall, body: Uint8Array): void {
    this.#running.set(call.id, call);
    this.#runner.run(call, body);
  }

  #wait(call: ServerCall, body: Uint8Array): void {
    const size = bytesPerCall + call.messageBytes;
    if (this.#waiting.size > 0 && this.#waitingBytes + size > maxWaitingBytes) {
      this.#port.replies.fail(call, unavailable("go.micro.server", "too many calls wait on this connection"));
      return;
    }
    this.#waitingBytes += size;
    this.#waiting.set(call.id, { call, body, size });
  }

  #forget(id: string): boolean {
    this.#waitingBytes -= this.#waiting.get(id)?.size ?? 0;
    return this.#waiting.delete(id);
  }

  #cancelAll(): void {
    this.#waiting.clear();
    this.#waitingBytes = 0;
    for (const call of this.#running.values()) call.cancel();
  }
}
