/** One way to call a greeter, measured beside the others. */
export interface Contender {
  readonly name: string;
  /** True when server and client live in one process. */
  readonly inProcess?: boolean;
  /** Runs in the server's process. @returns what a client needs to connect */
  serve(): Promise<Served>;
  /** Runs in the client's process. */
  connect(place: string): Promise<Caller>;
}

export interface Served {
  readonly place: string;
  close(): Promise<void>;
}

export interface Caller {
  /** A call of a small message, with a deadline and one metadata field, where the contender knows such. */
  hello(name: string): Promise<string>;
  /** Receives that many small messages, one after the other. @returns how many came */
  count?(count: number): Promise<number>;
  close(): Promise<void>;
}

/** What every server answers. */
export function greet(name: string): string {
  return `Hello ${name}!!`;
}

/** What every server streams. */
export const streamedText = "a small message";

/** How long a caller waits. */
export const timeoutMs = 5000;
