import { MicroError } from "../../errors/micro-error.js";
import { visibleError } from "../../errors/visible-error.js";
import type { CancelDeadline, Deadlines } from "../deadlines.js";
import { acceptsGzip, compress, decompress } from "../grpc/compression.js";
import { grpcError } from "../grpc/grpc-error.js";
import { type HeaderBlock, headerValue } from "../headers/header-block.js";
import { HeaderCall } from "../headers/header-call.js";
import { metadataBlock } from "../headers/header-metadata.js";
import type { CallAcceptor } from "../transport.js";
import { errorResponse, refusal, tooLong } from "./connect-error.js";
import type { ConnectSettings } from "./connect-options.js";
import { type ConnectRequest, connectContentTypes, readGet, readPost } from "./connect-request.js";
import { answerPreflight, corsHeaders } from "./cors.js";
import type { PlainExchange, PlainRequest, PlainResponse } from "./plain-http.js";

export interface ExchangeSettings extends ConnectSettings {
  readonly acceptor: CallAcceptor;
  readonly deadlines: Deadlines;
}

/** One request, and the call it makes. */
export class ConnectExchange implements PlainExchange {
  readonly response: Promise<PlainResponse>;
  readonly #request: PlainRequest;
  readonly #settings: ExchangeSettings;
  #call: HeaderCall | undefined;

  constructor(request: PlainRequest, settings: ExchangeSettings) {
    this.#request = request;
    this.#settings = settings;
    this.response = this.#answer();
  }

  abandon(): void {
    this.#call?.abort(new MicroError({ id: "go.micro.server", code: 499, detail: "the caller went away" }));
  }

  async #answer(): Promise<PlainResponse> {
    const { cors } = this.#settings;
    const preflight = answerPreflight(this.#request, cors);
    if (preflight !== undefined) return preflight;
    const { status, headers, body } = await this.#serve();
    return { status, headers: [...headers, ...corsHeaders(this.#request, cors)], body };
  }

  async #serve(): Promise<PlainResponse> {
    try {
      const found = this.#find();
      return "status" in found ? found : await this.#run(found.path, found.asked);
    } catch (error) {
      return errorResponse(visibleError(error, "go.micro.server"), this.#metadata());
    }
  }

  /** What is called, or why nothing is. */
  #find(): { readonly path: string; readonly asked: ConnectRequest } | PlainResponse {
    const { method, target } = this.#request;
    const mark = target.indexOf("?");
    const path = mark < 0 ? target : target.slice(0, mark);
    const endpoint = this.#settings.acceptor.find(path);
    if (endpoint === undefined) return refusal(404, `no endpoint ${path}: POST to /package.Service/Method`);
    const readable = endpoint.idempotency === "no_side_effects";
    if (method !== "POST" && !(readable && method === "GET")) {
      return refusal(405, `${path} takes no ${method}`, ["allow", readable ? "GET, POST" : "POST"]);
    }
    const query = new URLSearchParams(mark < 0 ? "" : target.slice(mark));
    const asked = method === "GET" ? readGet(this.#request, query) : readPost(this.#request);
    const known = connectContentTypes.join(", ");
    if (asked === undefined)
      return refusal(415, `expected a content-type of ${known}`, ["accept-post", known]);
    if (endpoint.kind !== "unary") return refusal(415, `${path} streams: call it by gRPC`);
    return { path, asked };
  }

  async #run(path: string, asked: ConnectRequest): Promise<PlainResponse> {
    const { maxReceiveBytes, acceptor } = this.#settings;
    const { codec, contentType, timeoutMs } = asked;
    if (asked.body.length > maxReceiveBytes) return tooLong(maxReceiveBytes);
    const body = asked.compressed ? await decompress(asked.body, maxReceiveBytes) : asked.body;
    const { headers: block, remote } = this.#request;
    const call = new HeaderCall({ endpoint: path, codec, block, timeoutMs, remote });
    this.#call = call;
    const reply = await this.#inTime(call, async () => acceptor.unary(call, body));
    return this.#success(contentType, reply);
  }

  /** Waits for a handler no longer than its caller does. */
  async #inTime<T>(call: HeaderCall, run: () => Promise<T>): Promise<T> {
    const { deadline } = call;
    if (deadline === undefined) return run();
    let cancel: CancelDeadline | undefined;
    const late = new Promise<never>((_, reject) => {
      cancel = this.#settings.deadlines.set(deadline, () => {
        const error = grpcError("deadline_exceeded", "the deadline has passed");
        call.abort(error);
        reject(error);
      });
    });
    try {
      return await Promise.race([run(), late]);
    } finally {
      cancel?.();
    }
  }

  async #success(contentType: string, reply: Uint8Array): Promise<PlainResponse> {
    const headers = ["content-type", contentType, ...this.#metadata()];
    const zip = this.#settings.compress && acceptsGzip(headerValue(this.#request.headers, "accept-encoding"));
    if (!zip) return { status: 200, headers, body: reply };
    headers.push("content-encoding", "gzip", "vary", "Accept-Encoding");
    return { status: 200, headers, body: await compress(reply) };
  }

  /** What the handler set, both before and after: trailers of plain HTTP are headers with a prefix. */
  #metadata(): HeaderBlock {
    const trailers = metadataBlock(this.#call?.usedTrailer);
    const prefixed = trailers.map((it, at) => (at % 2 === 0 ? `trailer-${it}` : it));
    return [...metadataBlock(this.#call?.usedHeader), ...prefixed];
  }
}
