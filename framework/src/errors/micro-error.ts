import { STATUS_CODES } from "node:http";

/** What makes a {@link MicroError}. */
export interface MicroErrorInit {
  /** Who says so: a service's name, or a part of the framework such as `go.micro.client`. */
  readonly id: string;
  /** An HTTP status code. 0 when a peer sent an error that was only text. */
  readonly code: number;
  /** What went wrong, for the one who reads the log. It crosses the wire. */
  readonly detail: string;
  /** @default the reason phrase of `code` */
  readonly status?: string;
  readonly cause?: unknown;
}

const brand = Symbol.for("@ts-micro/framework/MicroError");

/**
 * The one error of a call: `{id, code, detail, status}`, as Go Micro sends it.
 *
 * Two copies of this package agree on what is a `MicroError`: `instanceof` looks at a brand.
 */
export class MicroError extends Error {
  readonly id: string;
  readonly code: number;
  readonly detail: string;
  readonly status: string;

  constructor(init: MicroErrorInit) {
    super(init.detail, init.cause === undefined ? undefined : { cause: init.cause });
    this.id = init.id;
    this.code = init.code;
    this.detail = init.detail;
    this.status = init.status ?? STATUS_CODES[init.code] ?? "";
    Object.defineProperty(this, brand, { value: true });
  }

  override get name(): string {
    return "MicroError";
  }

  /** The four keys in Go Micro's order: what `JSON.stringify` puts on the wire. */
  toJSON(): { id: string; code: number; detail: string; status: string } {
    return { id: this.id, code: this.code, detail: this.detail, status: this.status };
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && brand in value;
  }

  /** Reads the text of a wire: the JSON of an error, or else plain text, which has code 0. */
  static parse(text: string): MicroError {
    if (text.startsWith("{")) {
      try {
        const { id, code, detail, status } = JSON.parse(text) as Partial<Record<string, unknown>>;
        if (typeof code === "number") {
          return new MicroError({
            id: typeof id === "string" ? id : "",
            code,
            detail: typeof detail === "string" ? detail : "",
            ...(typeof status === "string" && status !== "" && { status }),
          });
        }
      } catch {
        // Not JSON after all: plain text, as Go Micro treats it.
      }
    }
    return new MicroError({ id: "", code: 0, detail: text, status: "" });
  }

  /**
   * Makes an error of whatever was thrown.
   *
   * - a `MicroError` is given back as it is;
   * - an abort becomes 499 (the caller went away), a timeout 408;
   * - anything else becomes 500, with the thrown value as `cause`.
   */
  static from(reason: unknown, id: string): MicroError {
    if (reason instanceof MicroError) return reason;
    const detail = reason instanceof Error ? reason.message : String(reason);
    const name = reason instanceof Error ? reason.name : "";
    if (name === "TimeoutError") return new MicroError({ id, code: 408, detail, cause: reason });
    if (name === "AbortError") {
      return new MicroError({ id, code: 499, detail, status: "Client Closed Request", cause: reason });
    }
    return new MicroError({ id, code: 500, detail, cause: reason });
  }
}
