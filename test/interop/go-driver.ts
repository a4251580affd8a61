import { type JsonLine, JsonProcess } from "./json-process.js";

/** What `go/client` tells of a command. */
export interface GoResult {
  readonly error?: string;
  readonly response?: string;
  readonly messages?: readonly string[];
  readonly services?: readonly GoService[];
  readonly action?: string;
}

/** A service as Go Micro's JSON has it: what is empty is null. */
export interface GoService {
  readonly name: string;
  readonly version: string;
  readonly metadata: Record<string, string> | null;
  readonly endpoints: readonly GoEndpoint[] | null;
  readonly nodes:
    | readonly {
        readonly id: string;
        readonly address: string;
        readonly port: number;
        readonly metadata: Record<string, string> | null;
      }[]
    | null;
}

export interface GoEndpoint {
  readonly name: string;
  readonly request: GoValue | null;
  readonly response: GoValue | null;
  readonly metadata: Record<string, string> | null;
}

export interface GoValue {
  readonly name: string;
  readonly type: string;
  readonly values: readonly GoValue[] | null;
}

/** Gives commands to `go/client`. */
export class GoDriver {
  readonly #process: JsonProcess;
  #lastId = 0;

  /** @param flags Go Micro's own */
  constructor(program: string, flags: readonly string[] = []) {
    this.#process = new JsonProcess(program, flags);
  }

  /** Does one thing. */
  async run(command: JsonLine): Promise<GoResult> {
    const { next } = this.start(command);
    return next();
  }

  /** Does something that tells several results. */
  start(command: JsonLine): { next(): Promise<GoResult> } {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#process.send({ id, ...command });
    return { next: () => this.#process.take((line) => line.id === id) };
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}
