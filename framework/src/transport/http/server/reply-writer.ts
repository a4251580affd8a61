import { STATUS_CODES } from "node:http";
import { MicroError } from "../../../errors/micro-error.js";
import { endOfStream, errorFields, errorText } from "../message/error-fields.js";
import { MalformedHttp } from "../message/malformed-http.js";
import type { MetadataWriter } from "../message/metadata-writer.js";
import { pipelining } from "../message/pipelining.js";
import type { SocketWriter } from "../message/socket-writer.js";
import type { ServerCall } from "./server-call.js";

const nothing = new Uint8Array(0);

/** Writes what a server answers, as Go Micro peers expect it: always `200 OK`, errors in header fields. */
export class ReplyWriter {
  readonly #writer: SocketWriter;
  readonly #metadata: MetadataWriter;
  /** What every reply of a unary call also says. */
  #farewell = "";

  constructor(writer: SocketWriter, metadata: MetadataWriter) {
    this.#writer = writer;
    this.#metadata = metadata;
  }

  /** Answers a unary call. */
  reply(call: ServerCall, body: Uint8Array): void {
    const { header, trailer } = call.replyMetadata;
    const fields = call.idFields + this.#metadata.write(header) + this.#metadata.write(trailer, "Trailer-");
    this.#write(call, fields, pack(call, body, ""));
  }

  /** Sends one message of a stream. */
  message(call: ServerCall, body: Uint8Array, first: boolean): void {
    const header = first ? this.#metadata.write(call.replyMetadata.header) : "";
    this.#write(call, call.streamFields + header, pack(call, body, ""));
  }

  fail(call: ServerCall, error: MicroError): void {
    const text = errorText(error);
    this.#write(
      call,
      errorFields(text) + (call.streamFields || call.idFields) + this.#metadataOfFailure(call),
      pack(call, nothing, text),
    );
  }

  /** Ends a stream: Go's clients since 1.0 understand it, its servers since 1.3 send it. */
  endStream(call: ServerCall, first: boolean): void {
    const { header, trailer } = call.replyMetadata;
    const metadata = (first ? this.#metadata.write(header) : "") + this.#metadata.write(trailer, "Trailer-");
    this.#write(
      call,
      errorFields(endOfStream) + call.streamFields + metadata,
      pack(call, nothing, endOfStream),
    );
  }

  /** As Go answers: as text, and without an error. @param id the caller's `Micro-Id`; empty for none */
  refuseContentType(contentType: string, id: string): void {
    const body = Buffer.from(`Unsupported Content-Type: ${contentType}`, "latin1");
    const head = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n`;
    this.#writer.write(nothing, `${head}${id === "" ? "" : `Micro-Id: ${id}\r\n`}\r\n`, body);
  }

  /** Answers what is no message, as the last that is said on its connection. */
  refuse(error: unknown): void {
    const status = error instanceof MalformedHttp ? error.status : 500;
    const detail = error instanceof MalformedHttp ? error.message : "internal server error";
    const body = Buffer.from(detail);
    const fields = errorFields(
      JSON.stringify(new MicroError({ id: "go.micro.server", code: status, detail })),
    );
    const start = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: text/plain; charset=utf-8\r\n`;
    const head = `${start}Content-Length: ${body.length}\r\nConnection: close\r\n${fields}\r\n`;
    this.#writer.write(nothing, head, body);
  }

  /** From here on every reply says that it is the last that is looked for here. */
  sayLast(): void {
    this.#farewell = "Connection: close\r\n";
  }

  /** Asks a client that takes replies in any order to make its next calls elsewhere: to it this is a late reply. */
  askToLeave(): void {
    const head = `HTTP/1.1 200 OK\r\nMicro-Pipelining: ${pipelining.leave}\r\nContent-Length: 0\r\n\r\n`;
    this.#writer.write(nothing, head, nothing);
  }

  /** Says that a call is still worked on (RFC 9110, section 15.2.1). */
  sayContinue(): void {
    this.#writer.write(nothing, "HTTP/1.1 100 Continue\r\n\r\n", nothing);
  }

  /** Metadata that cannot be written is itself why a call fails: then it must not fail the failure. */
  #metadataOfFailure({ replyMetadata: { header, trailer } }: ServerCall): string {
    try {
      return this.#metadata.write(header) + this.#metadata.write(trailer, "Trailer-");
    } catch {
      return "";
    }
  }

  #write(call: ServerCall, fields: string, body: Uint8Array): void {
    const farewell = call.isStream ? "" : this.#farewell;
    const head = `Content-Length: ${body.length}\r\n${fields}${farewell}\r\n`;
    this.#writer.write(call.route.replyPrefix, head, body);
  }
}

function pack({ format, id, endpoint, isStream }: ServerCall, body: Uint8Array, error: string): Uint8Array {
  const { framing } = format;
  if (framing !== undefined)
    return framing.packReply({ endpoint: isStream ? endpoint : "", id, error }, body);
  return error === "" ? body : nothing;
}
