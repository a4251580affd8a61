import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TlsOptions } from "node:tls";
import { methodNotAllowed } from "../../errors/errors.js";
import { listenError } from "../../errors/listen-error.js";
import { MicroError } from "../../errors/micro-error.js";
import { type AdvertisedAddress, advertisedAddress } from "../../registry/advertised-address.js";
import type { Intake } from "../intake.js";
import { decodeEnvelope } from "./envelope.js";

const id = "go.micro.broker";
/** How long answers that are being written may take when the server closes. */
const lastAnswersMs = 500;
const gone = new MicroError({ id, code: 410, detail: "no such subscription here" });

export interface MessageServerOptions {
  /** `host:port` */
  readonly address: string;
  /** Where publishers reach it, if that is elsewhere. */
  readonly advertise: string | undefined;
  readonly tls: TlsOptions | undefined;
  readonly maxMessageBytes: number;
}

/** Takes what publishers post, for the subscriptions of this process. */
export class MessageServer {
  readonly #options: MessageServerOptions;
  readonly #intakes = new Map<string, Intake>();
  readonly #server: Server;
  #listening: Promise<AdvertisedAddress> | undefined;

  constructor(options: MessageServerOptions) {
    this.#options = options;
    const { tls } = options;
    // Go Micro's publishers keep connections for as long as they like; TCP notices those that are dead.
    const connection = { keepAlive: true, keepAliveInitialDelay: 60_000, keepAliveTimeout: 0 };
    this.#server = tls === undefined ? createServer(connection) : createTlsServer({ ...connection, ...tls });
    this.#server.on("request", (request, response) => void this.#serve(request, response));
  }

  /** Listens, once. @returns where publishers reach it */
  listen(): Promise<AdvertisedAddress> {
    this.#listening ??= this.#listen();
    return this.#listening;
  }

  add(id: string, intake: Intake): void {
    this.#intakes.set(id, intake);
  }

  delete(id: string): void {
    this.#intakes.delete(id);
  }

  /** Answers what is being served, then closes. */
  async close(): Promise<void> {
    if ((await this.#listening?.catch(() => undefined)) === undefined) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const impatience = setTimeout(() => this.#server.closeAllConnections(), lastAnswersMs);
    await closed;
    clearTimeout(impatience);
  }

  async #listen(): Promise<AdvertisedAddress> {
    const wanted = this.#options.address;
    const { host, port } = splitAddress(wanted);
    await new Promise<void>((resolve, reject) => {
      const onError = (error: Error) => reject(listenError(wanted, error));
      this.#server.once("error", onError);
      this.#server.listen({ port, ...(host !== "" && { host }) }, () => {
        this.#server.off("error", onError);
        resolve();
      });
    });
    const { address, port: bound } = this.#server.address() as AddressInfo;
    return advertisedAddress({ address, port: bound }, this.#options.advertise);
  }

  /** The answer says that the handler is done; whether it failed is no business of the publisher. */
  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = new URL(request.url ?? "/", "http://broker");
      if (url.pathname !== "/_sub") return end(response, 404, "404 page not found\n");
      if (request.method !== "POST") throw methodNotAllowed(id, "Method not allowed");
      const { message } = decodeEnvelope(await readBody(request, this.#options.maxMessageBytes));
      const intake = this.#intakes.get(url.searchParams.get("id") ?? "");
      await intake?.ready();
      // Go Micro answers the same and drops the message; the header lets our publishers choose another.
      if (!(await intake?.take(message))) response.setHeader("Micro-Error", JSON.stringify(gone));
      end(response, 200, "");
    } catch (error) {
      const failure = MicroError.from(error, id);
      end(response, failure.code, JSON.stringify(failure));
    }
  }
}

function end(response: ServerResponse, status: number, body: string): void {
  if (!response.req.complete) response.setHeader("Connection", "close");
  response.writeHead(status, { "Content-Length": Buffer.byteLength(body) }).end(body);
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += (chunk as Buffer).length;
    if (length > maxBytes) {
      throw new MicroError({ id: id, code: 413, detail: `message exceeds ${maxBytes} bytes` });
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function splitAddress(address: string): { host: string; port: number } {
  const match = /^(?:\[([^\]]*)\]|([^:]*)):(\d+)$/.exec(address);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) {
    throw new TypeError(`address: expected "host:port" or ":port", got "${address}"`);
  }
  return { host: match[1] ?? match[2] ?? "", port };
}
