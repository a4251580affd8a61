import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type CallOptions,
  type Client,
  isConnectError,
  type Logger,
  listenError,
  parsePortAddress,
  unavailable,
  visibleError,
} from "@ts-micro/framework";
import { makeCall, makeStreamingCall } from "../calls/make-call.js";
import type { PlannedCall } from "../calls/planned-call.js";
import { answerError, answerJson, answerLines } from "./answer.js";
import { callMetadata } from "./call-metadata.js";
import { corsHeaders, isPreflight, preflightHeaders } from "./cors.js";
import { errorReply } from "./error-reply.js";
import { type FindCallOptions, findCall, notAllowed } from "./find-call.js";
import { timeoutOf } from "./request-timeout.js";

export interface GatewayServerOptions extends FindCallOptions {
  readonly client: Client;
  readonly address: string;
  readonly timeoutMs: number;
  readonly corsOrigins: readonly string[];
  readonly drainTimeoutMs: number;
  readonly logger: Logger;
  /** The JSON of `GET /`. */
  readonly index: () => string;
}

const id = "go.micro.api";
/** May run twice without harm. */
const idempotent = new Set(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]);

/** Answers HTTP with calls. */
export class GatewayServer {
  readonly #options: GatewayServerOptions;
  readonly #server: Server;
  readonly #inFlight = new Set<ServerResponse>();
  readonly #closing = new AbortController();

  constructor(options: GatewayServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** @returns where it listens @throws {Error} as `listenError` makes them */
  listen(): Promise<AddressInfo> {
    const { host, firstPort } = parsePortAddress(this.#options.address);
    return new Promise((resolve, reject) => {
      this.#server.once("error", (error) => reject(listenError(this.#options.address, error)));
      this.#server.listen({ port: firstPort, ...(host !== undefined && { host }) }, () =>
        resolve(this.#server.address() as AddressInfo),
      );
    });
  }

  async close(): Promise<void> {
    this.#closing.abort(unavailable(id, "the gateway stops"));
    for (const response of this.#inFlight) if (!response.headersSent) response.shouldKeepAlive = false;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    const timer = setTimeout(() => this.#server.closeAllConnections(), this.#options.drainTimeoutMs);
    await closed;
    clearTimeout(timer);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const began = performance.now();
    const { logger, corsOrigins } = this.#options;
    const departure = new AbortController();
    response.on("error", () => {});
    response.once("close", () => departure.abort());
    this.#inFlight.add(response);
    let call: PlannedCall | undefined;
    try {
      for (const [name, value] of Object.entries(corsHeaders(request, corsOrigins)))
        if (value !== undefined) response.setHeader(name, value);
      call = await this.#answer(request, response, departure.signal);
    } catch (error) {
      if (!response.headersSent) answerError(response, this.#errorOf(error));
    }
    this.#inFlight.delete(response);
    const [path] = (request.url ?? "").split("?", 1);
    logger.info(
      `${request.method} ${path} ${departure.signal.aborted && !response.writableFinished ? 499 : response.statusCode}`,
      {
        ms: Math.round(performance.now() - began),
        ...(call && { service: call.service, endpoint: call.method.endpoint }),
      },
    );
  }

  /** @returns the call that was made, if one was */
  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    departed: AbortSignal,
  ): Promise<PlannedCall | undefined> {
    const { corsOrigins, index } = this.#options;
    if (corsOrigins.length > 0 && isPreflight(request)) {
      response.writeHead(204, preflightHeaders(request)).end();
      return undefined;
    }
    const found = await findCall(request, this.#options);
    if (found.kind === "index") {
      answerJson(response, index());
      return undefined;
    }
    if (found.kind === "allow") {
      const allow = found.allowed.join(", ");
      if (request.method === "OPTIONS") response.writeHead(204, { allow }).end();
      else answerError(response, notAllowed(request, found.allowed), { allow });
      return undefined;
    }
    await this.#answerWith(found.call, { request, response, departed });
    return found.call;
  }

  async #answerWith(
    call: PlannedCall,
    {
      request,
      response,
      departed,
    }: { request: IncomingMessage; response: ServerResponse; departed: AbortSignal },
  ): Promise<void> {
    const { client, timeoutMs } = this.#options;
    const asked = timeoutOf(request);
    const options: CallOptions = {
      metadata: callMetadata(request),
      ...(!idempotent.has(request.method ?? "") && { retry: isConnectError }),
    };
    if (call.method.kind === "unary") {
      const limits = { timeoutMs: Math.min(asked ?? timeoutMs, timeoutMs), signal: departed };
      answerJson(response, await makeCall(client, call, { ...options, ...limits }));
      return;
    }
    const signal = AbortSignal.any([departed, this.#closing.signal]);
    const messages = makeStreamingCall(client, call, { ...options, timeoutMs: asked, signal });
    await answerLines(response, messages, (error) => this.#errorOf(error));
  }

  #errorOf(thrown: unknown): ReturnType<typeof errorReply> {
    const error = visibleError(thrown, id);
    if (error !== thrown)
      this.#options.logger.error("A request failed for a reason of the gateway's own", { error: thrown });
    return errorReply(error);
  }
}
