import type { CallMode, CallPort } from "./call-mode.js";
import type { ServerCall } from "./server-call.js";
import { UnaryRunner } from "./unary-runner.js";

/** How often to look whether a client is gone that has closed its half of the connection. */
const probeMs = 500;

/** One call at a time, as Go's clients make them: the next is looked at when this one is answered. */
export class CallsInTurn implements CallMode {
  readonly #runner: UnaryRunner;
  /** Sends what says nothing, and what only a client that is gone refuses. */
  readonly #probe: () => void;
  #current: ServerCall | undefined;
  #probeTimer: NodeJS.Timeout | undefined;

  constructor({ acceptor, replies, onProgress }: CallPort) {
    this.#probe = () => replies.sayContinue();
    this.#runner = new UnaryRunner(acceptor, replies, () => {
      this.#current = undefined;
      this.#stopProbing();
      onProgress();
    });
  }

  get busy(): boolean {
    return this.#current !== undefined;
  }

  get full(): boolean {
    return this.busy;
  }

  serve(call: ServerCall, body: Uint8Array): void {
    this.#current = call;
    this.#runner.run(call, body);
  }

  resume(): void {}

  /**
   * A client of Go's that has waited long enough closes the connection; others close their half of it, and wait on.
   * The two look the same until something is sent: the kernel of the former refuses it, of which the write after it
   * hears.
   */
  endInput(): void {
    if (this.#current === undefined || this.#probeTimer !== undefined) return;
    this.#probe();
    this.#probeTimer = setInterval(this.#probe, probeMs).unref();
  }

  cancel(): void {
    this.#stopProbing();
    this.#current?.cancel();
  }

  #stopProbing(): void {
    clearInterval(this.#probeTimer);
    this.#probeTimer = undefined;
  }
}
