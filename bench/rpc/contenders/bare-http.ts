import { connect, createServer, type Socket } from "node:net";
import { type Caller, type Contender, greet, streamedText } from "../contender.js";
import { CountRequest, CountResponse, HelloRequest, HelloResponse } from "../gen/bench/v1/bench.js";

/*
 * What HTTP/1.1 costs when nothing is around it: no discovery, no metadata, no deadline, no error, no checks.
 * Messages are written and read by hand over node:net.
 */

const headEnd = Buffer.from("\r\n\r\n");
const lengthField = Buffer.from("Content-Length: ");

/** Cuts a connection's bytes into bodies. */
class Bodies {
  #rest: Buffer = Buffer.alloc(0);
  readonly #onBody: (body: Buffer) => void;

  constructor(onBody: (body: Buffer) => void) {
    this.#onBody = onBody;
  }

  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (;;) {
      const end = bytes.indexOf(headEnd, at);
      if (end === -1) break;
      const field = bytes.indexOf(lengthField, at) + lengthField.length;
      let length = 0;
      for (let i = field; bytes[i] !== 13; i++) length = length * 10 + (bytes[i] as number) - 48;
      const body = end + headEnd.length;
      if (body + length > bytes.length) break;
      this.#onBody(bytes.subarray(body, body + length));
      at = body + length;
    }
    this.#rest = bytes.subarray(at);
  }
}

/** Writes what one turn of the event loop has for a socket at once. */
class Writer {
  readonly #socket: Socket;
  #waiting: Buffer[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  write(head: string, body: Uint8Array): void {
    const text = `${head}Content-Length: ${body.length}\r\n\r\n`;
    const message = Buffer.allocUnsafe(text.length + body.length);
    message.write(text, 0, "latin1");
    message.set(body, text.length);
    if (this.#waiting.push(message) === 1) process.nextTick(() => this.#flush());
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#socket.write(waiting.length === 1 ? (waiting[0] as Buffer) : Buffer.concat(waiting));
  }
}

const requestHead =
  "POST / HTTP/1.1\r\nHost: bench\r\nContent-Type: application/protobuf\r\nMicro-Endpoint: Greeter.Hello\r\n";
const replyHead = "HTTP/1.1 200 OK\r\nContent-Type: application/protobuf\r\n";

async function serve(): Promise<{ place: string; close(): Promise<void> }> {
  const server = createServer({ noDelay: true }, (socket) => {
    const writer = new Writer(socket);
    const bodies = new Bodies((body) => {
      if (body[0] === streamMark)
        return void stream(socket, writer, CountRequest.decode(body.subarray(1)).count);
      const { name } = HelloRequest.decode(body);
      writer.write(replyHead, HelloResponse.encode({ message: greet(name) }).finish());
    });
    socket.on("data", (chunk: Buffer) => bodies.push(chunk));
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as { port: number };
  return { place: String(port), close: async () => void server.close() };
}

const streamMark = 0;

async function stream(socket: Socket, writer: Writer, count: number): Promise<void> {
  for (let number = 1; number <= count; number++) {
    writer.write(replyHead, CountResponse.encode({ number, text: streamedText }).finish());
    if (number % 256 === 0) await new Promise(setImmediate);
    if (socket.writableLength > 65_536) await new Promise((resolve) => socket.once("drain", resolve));
  }
}

/** A connection, and the calls that wait for its replies in order. */
class Connection {
  readonly socket: Socket;
  readonly #writer: Writer;
  readonly #waiting: ((body: Buffer) => void)[] = [];

  constructor(port: number, onFree: (connection: Connection) => void) {
    this.socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#writer = new Writer(this.socket);
    const bodies = new Bodies((body) => {
      const resolve = this.#waiting.shift();
      onFree(this);
      resolve?.(body);
    });
    this.socket.on("data", (chunk: Buffer) => bodies.push(chunk));
  }

  call(body: Uint8Array): Promise<Buffer> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#writer.write(requestHead, body);
    });
  }
}

async function count(port: number, wanted: number): Promise<number> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  let received = 0;
  await new Promise<void>((resolve) => {
    const bodies = new Bodies((body) => {
      if (CountResponse.decode(body).number > 0) received++;
      if (received === wanted) resolve();
    });
    socket.on("data", (chunk: Buffer) => bodies.push(chunk));
    const request = CountRequest.encode({ count: wanted }).finish();
    new Writer(socket).write(requestHead, Buffer.concat([Buffer.of(streamMark), request]));
  });
  socket.destroy();
  return received;
}

function callerOf(take: () => Connection, port: number, connections: Set<Connection>): Caller {
  return {
    async hello(name) {
      const reply = await take().call(HelloRequest.encode({ name }).finish());
      return HelloResponse.decode(reply).message;
    },
    count: (wanted) => count(port, wanted),
    async close() {
      for (const connection of connections) connection.socket.destroy();
    },
  };
}

/** One request in flight per connection: what HTTP/1.1 is without pipelining. */
export const bareHttp: Contender = {
  name: "bare HTTP/1.1",
  serve,
  async connect(place) {
    const port = Number(place);
    const idle: Connection[] = [];
    const all = new Set<Connection>();
    const open = () => {
      const connection = new Connection(port, (it) => idle.push(it));
      all.add(connection);
      return connection;
    };
    return callerOf(() => idle.pop() ?? open(), port, all);
  },
};

/** Eight connections, pipelined without limit. */
export const bareHttpPipelined: Contender = {
  name: "bare HTTP/1.1, pipelined",
  serve,
  async connect(place) {
    const port = Number(place);
    const all = Array.from({ length: 8 }, () => new Connection(port, () => {}));
    let next = 0;
    return callerOf(() => all[next++ % all.length] as Connection, port, new Set(all));
  },
};
