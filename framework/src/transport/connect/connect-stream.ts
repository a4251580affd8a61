import type { CancelDeadline } from "../deadlines.js";
import { headerListExcess } from "../grpc/header-list-excess.js";
import type { HeaderBlock } from "../headers/header-block.js";
import { headerValue } from "../headers/header-block.js";
import type { Http2ServerStream, StreamListener } from "../http2/http2.js";
import { errorResponse, refusal, tooLong } from "./connect-error.js";
import type { ConnectServer } from "./connect-server.js";
import type { PlainExchange, PlainResponse } from "./plain-http.js";

/** Plain HTTP on a stream of HTTP/2. */
export class ConnectStream implements StreamListener {
  readonly #stream: Http2ServerStream;
  readonly #headers: HeaderBlock;
  readonly #remote: string;
  readonly #connect: ConnectServer;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #answered = false;
  readonly #cancelLate: CancelDeadline;
  #exchange: PlainExchange | undefined;

  constructor(
    connect: ConnectServer,
    {
      stream,
      headers,
      remote,
    }: { readonly stream: Http2ServerStream; readonly headers: HeaderBlock; readonly remote: string },
  ) {
    this.#connect = connect;
    this.#stream = stream;
    this.#headers = headers;
    this.#remote = remote;
    this.#cancelLate = connect.expectRequest(() =>
      this.#send(refusal(408, "the request took too long to come")),
    );
  }

  onHeaders(): void {}
  onTrailers(): void {}
  onDrain(): void {}

  onData(chunk: Buffer): void {
    if (this.#answered) return;
    this.#bytes += chunk.length;
    this.#chunks.push(chunk);
    const { maxReceiveBytes } = this.#connect.settings;
    if (this.#bytes > maxReceiveBytes) this.#send(tooLong(maxReceiveBytes));
  }

  onEnd(): void {
    this.#cancelLate();
    if (!this.#answered) void this.#serve();
  }

  onClose(): void {
    this.#cancelLate();
    this.#answered = true;
    this.#exchange?.abandon();
  }

  async #serve(): Promise<void> {
    this.#exchange = this.#connect.serve({
      method: headerValue(this.#headers, ":method") ?? "",
      target: headerValue(this.#headers, ":path") ?? "",
      headers: this.#headers,
      body: Buffer.concat(this.#chunks, this.#bytes),
      remote: this.#remote,
    });
    this.#send(await this.#exchange.response);
  }

  #send({ status, headers, body }: PlainResponse): void {
    if (this.#answered) return;
    const head = [":status", String(status), ...headers, "content-length", String(body.length)];
    const excess = headerListExcess("the header of the reply", head, this.#stream.maxHeaderListBytes);
    if (excess !== undefined) {
      this.#send(errorResponse(excess));
      return;
    }
    this.#answered = true;
    this.#chunks = [];
    this.#stream.respond(head);
    this.#stream.end(body);
  }
}
