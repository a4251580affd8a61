import { type IncomingMessage, request as requestHttp } from "node:http";
import { type RequestOptions, request as requestHttps } from "node:https";
import type { ConnectionOptions } from "node:tls";
import { timeout, unavailable } from "../errors/errors.js";
import { MicroError } from "../errors/micro-error.js";

/** How to trust a server, and how to be trusted by it: as `node:tls` has it. */
export type ApiTlsOptions = Pick<
  ConnectionOptions,
  "ca" | "cert" | "key" | "passphrase" | "rejectUnauthorized" | "servername"
>;

export interface JsonApiOptions {
  /** Says who failed, in errors: `go.micro.registry.consul`. */
  readonly id: string;
  /** The same server at several addresses: while one cannot be reached, the next is asked. */
  readonly urls: readonly string[];
  /** For addresses with `https:`. */
  readonly tls?: ApiTlsOptions;
  /** How long an answer is waited for. */
  readonly timeoutMs: number;
}

export interface JsonRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** From the server's root, with what is needed of the query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** How much longer than usual the server may take, because it was asked to. */
  readonly extraMs?: number;
  /** Does not keep the process alive. */
  readonly background?: boolean;
}

export interface JsonReply {
  readonly headers: IncomingMessage["headers"];
  /** Undefined where the body was empty. */
  readonly body: unknown;
}

/**
 * Asks a server that speaks JSON over HTTP.
 *
 * Failures are a {@link MicroError} with the server's status; 503 where it could not be reached, 408 where it did not
 * answer in time. Each request has its own connection: they are few, and none can turn out to be stale.
 */
export class JsonApi {
  readonly #options: JsonApiOptions;
  /** The address that answered last. */
  #current = 0;

  constructor(options: JsonApiOptions) {
    this.#options = options;
  }

  /** Sends a request, and reads the whole reply. */
  async send(request: JsonRequest): Promise<JsonReply> {
    const limit = new Limit(this.#options.timeoutMs + (request.extraMs ?? 0), request.signal);
    try {
      const response = await this.#open(request, limit.signal);
      const text = await readText(response);
      return { headers: response.headers, body: text === "" ? undefined : parseJson(text) };
    } catch (error) {
      throw this.#failure(error, request, limit);
    } finally {
      limit.end();
    }
  }

  /** Sends a request, and reads the reply as it comes: one JSON text per line. It must begin in time; it may go on for ever. */
  async *stream(request: JsonRequest): AsyncGenerator<unknown, void> {
    const limit = new Limit(this.#options.timeoutMs, request.signal);
    try {
      const response = await this.#open(request, limit.signal);
      limit.lift();
      for await (const line of linesOf(response)) yield parseJson(line);
    } catch (error) {
      throw this.#failure(error, request, limit);
    } finally {
      limit.end();
    }
  }

  async #open(request: JsonRequest, signal: AbortSignal): Promise<IncomingMessage> {
    const { urls, tls } = this.#options;
    for (let tries = 1; ; tries++) {
      const url = urls[this.#current % urls.length] ?? "";
      try {
        const response = await open(new URL(request.path, url), request, { ...tls, signal });
        if ((response.statusCode ?? 0) < 400) return response;
        throw new MicroError({
          id: this.#options.id,
          code: response.statusCode ?? 0,
          detail: (await readText(response)).trim(),
        });
      } catch (error) {
        if (error instanceof MicroError || signal.aborted) throw error;
        this.#current++;
        if (tries >= urls.length) throw error;
      }
    }
  }

  #failure(error: unknown, { signal, method, path }: JsonRequest, limit: Limit): unknown {
    if (signal?.aborted) return signal.reason;
    if (error instanceof MicroError) return error;
    const { id, urls, timeoutMs } = this.#options;
    const what = `${method} ${path.replace(/\?.*/, "")} at ${urls.join(", ")}`;
    if (limit.isOver) return timeout(id, `${what}: no answer in ${timeoutMs} ms`);
    return unavailable(id, `${what}: ${messageOf(error)}`);
  }
}

/** Aborts after a time, or with another signal. It can be lifted, and leaves nothing at a signal that lives long. */
class Limit {
  readonly #stop = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #outer: AbortSignal | undefined;
  readonly #abort = (): void => this.#stop.abort();
  isOver = false;

  constructor(ms: number, signal: AbortSignal | undefined) {
    this.#outer = signal;
    if (signal?.aborted) this.#abort();
    signal?.addEventListener("abort", this.#abort, { once: true });
    this.#timer = setTimeout(() => {
      this.isOver = true;
      this.#abort();
    }, ms).unref();
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  lift(): void {
    clearTimeout(this.#timer);
  }

  /** Ends what still goes on. */
  end(): void {
    this.lift();
    this.#outer?.removeEventListener("abort", this.#abort);
    this.#abort();
  }
}

function open(url: URL, request: JsonRequest, options: RequestOptions): Promise<IncomingMessage> {
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const headers = {
    accept: "application/json",
    ...(body !== undefined && {
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(body)),
    }),
    ...request.headers,
  };
  return new Promise((resolve, reject) => {
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    const sent = send(url, { ...options, method: request.method, headers, agent: false }, resolve);
    sent.on("error", reject);
    sent.on("socket", (socket) => {
      socket.setKeepAlive(true, 15_000);
      if (request.background) socket.unref();
    });
    sent.end(body);
  });
}

async function readText(response: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += chunk;
  return text;
}

async function* linesOf(response: IncomingMessage): AsyncGenerator<string, void> {
  let rest = "";
  for await (const chunk of response.setEncoding("utf8")) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line !== "");
  }
  if (rest !== "") yield rest;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Where a name has several addresses, Node says only by their errors why none could be reached. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(", ");
  return error instanceof Error ? error.message : String(error);
}
