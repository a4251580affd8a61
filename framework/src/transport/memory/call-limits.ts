import { timeout, unavailable } from "../../errors/errors.js";
import { MicroError } from "../../errors/micro-error.js";
import { Deadlines } from "../deadlines.js";
import type { OutgoingCall } from "../transport.js";
import type { MemoryCall } from "./memory-call.js";
import type { MemoryDoor } from "./memory-network.js";

/** Both ends of a call in flight. */
export interface CallEnds {
  readonly call: OutgoingCall;
  readonly incoming: MemoryCall;
  readonly door: MemoryDoor;
}

const id = "go.micro.client.transport";

/** Ends calls that take too long, whose caller goes away, or whose server closes. */
export class CallLimits {
  readonly #deadlines = new Deadlines();

  /** Gives what the work comes to, unless a limit is passed first: then the handler is told, and the caller too. */
  apply<T>(work: Promise<T>, { call, incoming, door }: CallEnds): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = (error: MicroError): void => {
        free();
        incoming.abort(error);
        reject(error);
      };
      const onAbort = (): void => giveUp(MicroError.from(call.signal?.reason, id));
      const onClose = (): void => giveUp(unavailable(id, "the server closed"));
      const cancelDeadline =
        call.deadline === undefined
          ? undefined
          : this.#deadlines.set(call.deadline, () => giveUp(timeout(id, "call timeout: deadline exceeded")));
      const free = (): void => {
        cancelDeadline?.();
        call.signal?.removeEventListener("abort", onAbort);
        door.leave(onClose);
      };
      call.signal?.addEventListener("abort", onAbort);
      door.enter(onClose);
      // The handler has run by now, up to where it waits.
      if (call.signal?.aborted) onAbort();
      work.then(
        (value) => {
          free();
          resolve(value);
        },
        (reason) => {
          free();
          reject(reason);
        },
      );
    });
  }
}
