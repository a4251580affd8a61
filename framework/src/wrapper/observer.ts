import { isPromiseLike } from "../async/awaitable.js";
import type { HandlerContext } from "../context/context.js";

/** Something that begins and ends: a call that is served or made, a message that is received or published. */
export interface Observed {
  readonly role: "handler" | "client" | "subscriber" | "publisher";
  /** The service that answers or receives; empty for what is published. */
  readonly service: string;
  /** `Greeter.Hello`; of a message, its topic. */
  readonly endpoint: string;
  /** The call that is served; for one that is made, the call that it is made for. */
  readonly context: HandlerContext | undefined;
}

/** One observed call, under way. */
export interface Observation {
  /** Added to what is sent, where the caller gave nothing under that key. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Runs a piece of the call: its beginning, and each step of a stream. @default runs it */
  run?<T>(work: () => T): T;
  /** Hears once how it ended: with what it threw, or with undefined. */
  end(error: unknown): void;
}

/** Begins to observe. */
export type Observer = (observed: Observed) => Observation;

/** Runs work and tells the observation how it ended, at once or when its promise is settled. */
export function observe<T>(observation: Observation, work: () => T): T {
  let result: T;
  try {
    result = observation.run ? observation.run(work) : work();
  } catch (error) {
    observation.end(error);
    throw error;
  }
  if (!isPromiseLike(result)) {
    observation.end(undefined);
    return result;
  }
  return result.then(
    (value) => {
      observation.end(undefined);
      return value;
    },
    (error) => {
      observation.end(error);
      throw error;
    },
  ) as T;
}
