import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Sends bytes to a port, and collects what comes back. */
export class RawHttp {
  readonly socket: Socket;
  #received = "";
  #wake: () => void = () => {};

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("error", () => {}).on("close", () => this.#wake());
    socket.on("data", (chunk: Buffer) => {
      this.#received += chunk.toString("latin1");
      this.#wake();
    });
  }

  /** @param address `127.0.0.1:53122` */
  static async open(address: string | undefined): Promise<RawHttp> {
    const [host = "", port = ""] = (address ?? "").split(":");
    const socket = connect({ host, port: Number(port), noDelay: true });
    await once(socket, "connect");
    return new RawHttp(socket);
  }

  get received(): string {
    return this.#received;
  }

  send(text: string): this {
    this.socket.write(text, "latin1");
    return this;
  }

  /** Waits until so many of these came. */
  async has(text: string, times = 1): Promise<string> {
    while (this.#received.split(text).length <= times) {
      if (this.socket.destroyed) throw new Error(`closed after ${JSON.stringify(this.#received)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#received;
  }

  /** @returns all that came before the other end closed */
  async toEnd(): Promise<string> {
    if (!this.socket.destroyed) await once(this.socket, "close").catch(() => {});
    return this.#received;
  }
}

export interface RawRequest {
  readonly path?: string;
  readonly headers?: string;
  readonly body?: string;
}

/** A request of Connect's: plain HTTP. */
export function plainRequest(name: string, { path = "Hello", headers = "" }: RawRequest = {}): string {
  const body = JSON.stringify({ name });
  return [
    `POST /greeter.v1.Greeter/${path} HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n${headers}`,
    `Content-Length: ${body.length}\r\n\r\n${body}`,
  ].join("");
}

/** A message of Go Micro's. */
export function mucpRequest(name: string, { path = "/" }: RawRequest = {}): string {
  const body = JSON.stringify({ name });
  return [
    `POST ${path} HTTP/1.1\r\nHost: here\r\nUser-Agent: Go-http-client/1.1\r\nContent-Length: ${body.length}\r\n`,
    "Content-Type: application/json\r\nMicro-Endpoint: Greeter.Hello\r\nMicro-Id: 7\r\nMicro-Method: Greeter.Hello\r\n",
    `Micro-Service: greeter\r\n\r\n${body}`,
  ].join("");
}
