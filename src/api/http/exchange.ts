import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type CallOptions,
  type Client,
  isConnectError,
  type Logger,
  type MicroError,
  visibleError,
} from "@ts-micro/framework";
import { gatewayName } from "../api.js";
import { makeCall, makeStreamingCall } from "../calls/make-call.js";
import type { PlannedCall } from "../calls/planned-call.js";
import { answerError, answerJson, answerLines, answerNothing } from "./answer.js";
import { callMetadata } from "./call-metadata.js";
import { corsHeaders, isPreflight, preflightHeaders } from "./cors.js";
import { errorReply } from "./error-reply.js";
import { type FindCallOptions, findCall, notAllowed } from "./find-call.js";
import { timeoutOf } from "./request-timeout.js";

export interface ExchangeOptions extends FindCallOptions {
  readonly client: Client;
  readonly timeoutMs: number;
  readonly corsOrigins: readonly string[];
  readonly logger: Logger;
  /** The JSON of `GET /`. */
  readonly index: () => string;
  /** Aborts when the gateway stops. */
  readonly closing: AbortSignal;
}

/** May run twice without harm. */
const idempotent = new Set(["GET", "HEAD", "PUT", "DELETE"]);
/** What logs call the status of an answer that nobody waited for. */
const clientClosedRequest = 499;

/** A request and its answer. */
export class Exchange {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #options: ExchangeOptions;
  readonly #departure = new AbortController();
  #call: PlannedCall | undefined;

  constructor(request: IncomingMessage, response: ServerResponse, options: ExchangeOptions) {
    this.#request = request;
    this.#response = response;
    this.#options = options;
    response.once("close", () => {
      if (!response.writableFinished) this.#departure.abort();
    });
    // What is written to a client that has just gone is no failure.
    response.on("error", () => {});
  }

  /** Resolves when the request is answered, or the client has gone. Never rejects: errors are answers, too. */
  async run(): Promise<void> {
    const began = performance.now();
    try {
      await this.#answer();
    } catch (error) {
      const reply = this.#errorOf(error);
      if (!this.#departure.signal.aborted) answerError(this.#response, reply);
    }
    this.#log(performance.now() - began);
  }

  /** No other request shall come on this connection. */
  makeLast(): void {
    if (!this.#response.headersSent) this.#response.shouldKeepAlive = false;
  }

  async #answer(): Promise<void> {
    const { corsOrigins, index } = this.#options;
    const [request, response] = [this.#request, this.#response];
    for (const [name, value] of Object.entries(corsHeaders(request, corsOrigins)))
      response.setHeader(name, value);
    if (corsOrigins.length > 0 && isPreflight(request)) {
      answerNothing(response, preflightHeaders(request));
      return;
    }
    const found = await findCall(request, this.#options);
    if (found.kind === "index") answerJson(response, index());
    else if (found.kind === "call") await this.#answerWith(found.call);
    else if (request.method === "OPTIONS") answerNothing(response, { allow: found.allowed.join(", ") });
    else answerError(response, notAllowed(request, found.allowed), { allow: found.allowed.join(", ") });
  }

  async #answerWith(call: PlannedCall): Promise<void> {
    this.#call = call;
    const { client, timeoutMs, closing } = this.#options;
    const asked = timeoutOf(this.#request);
    const departed = this.#departure.signal;
    const options: CallOptions = {
      metadata: callMetadata(this.#request),
      // What a service may have done already is not asked for twice.
      ...(!idempotent.has(this.#request.method ?? "") && { retry: isConnectError }),
    };
    if (call.method.kind === "unary") {
      const limits = { timeoutMs: Math.min(asked ?? timeoutMs, timeoutMs), signal: departed };
      answerJson(this.#response, await makeCall(client, call, { ...options, ...limits }));
      return;
    }
    const limits = { timeoutMs: asked, signal: AbortSignal.any([departed, closing]) };
    const messages = makeStreamingCall(client, call, { ...options, ...limits });
    await answerLines(this.#response, messages, (error) => this.#errorOf(error));
  }

  #errorOf(thrown: unknown): MicroError {
    const error = visibleError(thrown, gatewayName);
    if (!this.#departure.signal.aborted && error.code === 500 && error.id === gatewayName)
      this.#options.logger.error("A request failed for a reason of the gateway's own", { error: thrown });
    return errorReply(error);
  }

  #log(ms: number): void {
    const { method, url = "" } = this.#request;
    const [path] = url.split("?", 1);
    const status = this.#departure.signal.aborted ? clientClosedRequest : this.#response.statusCode;
    this.#options.logger.info(`${method} ${path} ${status}`, {
      ms: Math.round(ms),
      ...(this.#call && { service: this.#call.service, endpoint: this.#call.method.endpoint }),
    });
  }
}
