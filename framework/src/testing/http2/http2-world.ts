import { once } from "node:events";
import {
  type ClientHttp2Session,
  connect as connectNode,
  createServer as createNodeServer,
  type ServerHttp2Stream,
} from "node:http2";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import type { HeaderBlock } from "../../transport/headers/header-block.js";
import type {
  ClientSession,
  Http2Engine,
  Http2ServerStream,
  Http2Session,
  Http2Settings,
  StreamListener,
} from "../../transport/http2/http2.js";
import { Gate } from "../transport-world.js";
import { RawHttp2 } from "./raw-http2.js";
import { StreamRecord } from "./stream-record.js";

/** Serves one stream, and says who hears of it. */
export type ServeStream = (stream: Http2ServerStream, headers: HeaderBlock) => StreamListener;

/** A port that the engine serves. */
export interface EnginePort {
  readonly port: number;
  /** Of its connections, in the order they came. */
  readonly sessions: readonly Http2Session[];
  /** The engine told that a connection ended. */
  readonly closed: Promise<void>;
}

/** A connection that the engine opened. */
export interface EngineClient {
  readonly session: ClientSession;
  readonly goneAway: Promise<void>;
  readonly closed: Promise<Error | undefined>;
  /** Sends a request, and records what is answered. */
  request(headers?: HeaderBlock, body?: Uint8Array): StreamRecord;
}

export const request: HeaderBlock = [
  ":method",
  "POST",
  ":scheme",
  "http",
  ":authority",
  "here",
  ":path",
  "/a",
];

/** Every value of that name, in the order they came. */
export function valuesOf(block: HeaderBlock, name: string): string[] {
  return block.filter((_, at) => at % 2 === 1 && block[at - 1] === name);
}

/** An engine, and what one case opened with it. */
export class Http2World {
  readonly #engine: Http2Engine;
  readonly #sockets = new Set<Socket>();
  readonly #servers: Server[] = [];

  constructor(engine: Http2Engine) {
    this.#engine = engine;
  }

  /** Serves a port with the engine. */
  async serve(onStream: ServeStream, settings?: Http2Settings): Promise<EnginePort> {
    const sessions: Http2Session[] = [];
    const closed = new Gate<void>();
    const port = await this.#listen((socket) => {
      const listener = { onReady() {}, onStream, onClose: () => closed.open() };
      sessions.push(this.#engine.accept(socket, listener, settings));
    });
    return { port, sessions, closed: closed.opened };
  }

  /** Connects with the engine, and waits until the connection works. */
  async connect(port: number, settings?: Http2Settings): Promise<EngineClient> {
    const socket = this.#keep(connect({ host: "127.0.0.1", port, noDelay: true }));
    await once(socket, "connect");
    const [ready, goneAway, closed] = [new Gate<void>(), new Gate<void>(), new Gate<Error | undefined>()];
    const session = this.#engine.connect(
      socket,
      {
        onReady: () => ready.open(),
        onGoAway: () => goneAway.open(),
        onFreeStream() {},
        onClose: (error) => closed.open(error),
      },
      settings,
    );
    await ready.opened;
    return {
      session,
      goneAway: goneAway.opened,
      closed: closed.opened,
      request(headers = request, body) {
        const record = new StreamRecord();
        const stream = session.open(headers, record, body === undefined);
        if (body !== undefined) stream.end(body);
        return record;
      },
    };
  }

  /** Serves a port with node:http2. */
  async serveNode(onStream: (stream: ServerHttp2Stream, headers: HeaderBlock) => void): Promise<number> {
    const server = createNodeServer();
    server.on("stream", (...event: unknown[]) => {
      const [stream, , , block] = event;
      onStream(stream as ServerHttp2Stream, block as HeaderBlock);
    });
    return this.#listen((socket) => server.emit("connection", socket));
  }

  /** Connects with node:http2. */
  async connectNode(port: number): Promise<ClientHttp2Session> {
    const socket = this.#keep(connect({ host: "127.0.0.1", port, noDelay: true }));
    const session = connectNode("http://here", { createConnection: () => socket });
    session.on("error", () => {});
    await once(session, "remoteSettings");
    return session;
  }

  async connectRaw(port: number): Promise<RawHttp2> {
    const raw = await RawHttp2.connect(port);
    this.#keep(raw.socket);
    return raw;
  }

  /** Connects the engine to a server that is spoken for frame by frame. */
  async serveRaw(): Promise<{ readonly raw: Promise<RawHttp2>; readonly port: number }> {
    const accepted = new Gate<RawHttp2>();
    const port = await this.#listen((socket) => accepted.open(RawHttp2.accept(socket)));
    return { raw: accepted.opened, port };
  }

  /** Cuts every connection. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await Promise.all(this.#servers.map((it) => new Promise((resolve) => it.close(resolve))));
  }

  async #listen(onSocket: (socket: Socket) => void): Promise<number> {
    const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
      onSocket(this.#keep(socket));
    });
    this.#servers.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    // What ends a connection reaches the listener of its session.
    socket.on("error", () => {});
    return socket;
  }
}
