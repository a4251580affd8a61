import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { HeadReader } from "../http/message/head-reader.js";
import { isHeaderName } from "../http/message/header-name.js";
import { MalformedHttp } from "../http/message/malformed-http.js";
import type { Message } from "../http/message/message.js";
import { MessageParser, type ParserLimits } from "../http/message/message-parser.js";
import { SocketWriter, type WriteBatch } from "../http/message/socket-writer.js";
import { NextRequest } from "../http/server/next-request.js";
import { endSocket } from "../port/end-socket.js";
import { listenToSocket } from "../port/listen-to-socket.js";
import type { OpenConnection } from "../port/open-connections.js";
import type { OtherProtocols } from "../port/port-protocol.js";
import { refusal, tooLong } from "./connect-error.js";
import type { ConnectServer } from "./connect-server.js";
import type { PlainExchange, PlainResponse } from "./plain-http.js";

/** What the connections of a listener share. */
export interface PlainConnections {
  readonly connect: ConnectServer;
  readonly heads: HeadReader;
  readonly batch: WriteBatch;
  readonly limits: ParserLimits;
}

const maxUnparsedBytes = 64 * 1024;
const maxBacklogBytes = 32 * 1024;
/** How long a connection that is to close is listened to: a request may be on its way. */
const lingerMs = 100;
const nothing: Buffer = Buffer.alloc(0);

/** One connection of plain HTTP/1.1: one request after the other, until one is for another protocol of the port. */
export class PlainConnection implements OpenConnection {
  readonly #socket: Socket;
  readonly #shared: PlainConnections;
  readonly #others: OtherProtocols;
  readonly #parser: MessageParser;
  readonly #next: NextRequest;
  readonly #writer: SocketWriter;
  readonly #leaveSocket: () => void;
  #exchange: PlainExchange | undefined;
  #isLast = false;
  #lingerTimer: NodeJS.Timeout | undefined;
  #closing = false;
  /** Since when a request is coming, or none is. */
  #since = Date.now();

  constructor(socket: Socket, shared: PlainConnections, others: OtherProtocols) {
    this.#socket = socket;
    this.#shared = shared;
    this.#others = others;
    this.#parser = new MessageParser(shared.heads, shared.limits, "request");
    this.#next = new NextRequest({ parser: this.#parser, others, maxBytes: shared.limits.maxHeaderBytes });
    this.#writer = new SocketWriter(socket, shared.batch, maxBacklogBytes);
    this.#leaveSocket = listenToSocket(socket, {
      data: (chunk) => this.receive(chunk),
      end: () => this.#clientLeft(),
      error: () => socket.destroy(),
      close: () => this.#clientLeft(),
    });
  }

  receive(chunk: Buffer): void {
    if (this.#closing) return;
    const begins = !this.#parser.midMessage;
    this.#parser.push(chunk);
    if (begins) this.#since = Date.now();
    this.#serveNext();
  }

  isLate(now: number): boolean {
    if (this.#exchange !== undefined) return false;
    const { requestTimeoutMs, idleTimeoutMs } = this.#shared.connect.settings;
    return now - this.#since > (this.#parser.midMessage ? requestTimeoutMs : idleTimeoutMs);
  }

  /** The next response is the last; a request that is on its way still gets it. */
  close(): void {
    this.#isLast = true;
    this.#lingerTimer ??= setTimeout(() => {
      this.#closing = true;
      if (this.#exchange === undefined) this.#end();
    }, lingerMs);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #serveNext(): void {
    if (this.#exchange !== undefined) {
      if (this.#parser.waiting > maxUnparsedBytes) this.#socket.pause();
      return;
    }
    this.#socket.resume();
    const whose = this.#next.whose();
    if (whose === "others") this.#handOn();
    if (whose !== "ours") return;
    try {
      const message = this.#parser.next();
      if (message?.excess !== undefined) throw message.excess;
      if (message !== undefined) void this.#serve(message);
      else if (this.#parser.continueExpected)
        this.#writer.write(nothing, "HTTP/1.1 100 Continue\r\n\r\n", nothing);
    } catch (error) {
      this.#refuse(error);
    }
  }

  #handOn(): void {
    clearTimeout(this.#lingerTimer);
    this.#leaveSocket();
    this.#writer.detach();
    this.#others.take(this.#socket, this.#parser.takeRest());
  }

  async #serve(message: Message): Promise<void> {
    const { remoteAddress, remotePort } = this.#socket;
    const [method = "", target = ""] = message.startLine.split(" ");
    this.#next.parsed();
    this.#exchange = this.#shared.connect.serve({
      method,
      target,
      headers: message.fields(),
      body: message.body,
      remote: `${remoteAddress}:${remotePort}`,
    });
    const response = await this.#exchange.response;
    this.#exchange = undefined;
    this.#since = Date.now();
    this.#closing ||= this.#isLast || !staysOpen(message);
    this.#send(response, method === "HEAD");
    if (this.#closing) this.#end();
    else this.#serveNext();
  }

  #send({ status, headers, body }: PlainResponse, headOnly: boolean): void {
    let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\nDate: ${new Date().toUTCString()}\r\n`;
    for (let at = 0; at < headers.length; at += 2) {
      const name = headers[at] as string;
      if (isHeaderName(name)) head += `${name}: ${headers[at + 1]}\r\n`;
    }
    if (status !== 204) head += `Content-Length: ${body.length}\r\n`;
    head += this.#closing ? "Connection: close\r\n\r\n" : "\r\n";
    this.#writer.write(nothing, head, headOnly ? nothing : body);
  }

  /** Answers what is no request that can be read, and closes: nobody knows where the next one would begin. */
  #refuse(error: unknown): void {
    this.#closing = true;
    const { maxBodyBytes } = this.#shared.limits;
    if (!(error instanceof MalformedHttp)) this.#send(refusal(500, "internal server error"), false);
    else if (error.status === 413) this.#send(tooLong(maxBodyBytes), false);
    else this.#send(refusal(error.status, error.message), false);
    this.#end();
  }

  #clientLeft(): void {
    clearTimeout(this.#lingerTimer);
    this.#closing = true;
    this.#exchange?.abandon();
    this.#end();
  }

  #end(): void {
    if (this.#socket.writableEnded) return;
    this.#writer.flush();
    endSocket(this.#socket);
  }
}

/** Whether the client means to send another request on this connection (RFC 9112, section 9.3). */
function staysOpen(message: Message): boolean {
  const options = (message.get("connection") ?? "").toLowerCase().split(/[ \t]*,[ \t]*/);
  if (options.includes("close")) return false;
  return message.startLine.endsWith("1.1") || options.includes("keep-alive");
}
