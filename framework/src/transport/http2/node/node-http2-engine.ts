import {
  type ClientHttp2Session,
  connect,
  type Http2Session as NodeSession,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type SessionOptions,
} from "node:http2";
import type { Duplex } from "node:stream";
import type { HeaderBlock } from "../../headers/header-block.js";
import { http2ErrorCodes } from "../error-codes.js";
import type {
  ClientSession,
  ClientSessionListener,
  Http2Engine,
  Http2Session,
  Http2Settings,
  Http2Stream,
  ServerSessionListener,
  StreamListener,
} from "../http2.js";
import { headersOf, maxHeaderListBytesOf, NodeClientStream, NodeServerStream } from "./node-http2-stream.js";

/** HTTP/2 by the engine that comes with Node.js. */
export const nodeHttp2Engine: Http2Engine = {
  accept(socket, listener, settings = {}) {
    // A client that ended its side of the socket is gone; node:http2 would wait for its streams.
    socket.allowHalfOpen = false;
    return new NodeServerSession(socket, listener, settings);
  },
  connect(socket, listener, settings = {}) {
    return new NodeClientSession(socket, listener, settings);
  },
};

const defaultSettings: Required<Http2Settings> = {
  maxConcurrentStreams: 250,
  maxHeaderListBytes: 16_384,
  streamWindowBytes: 262_144,
  connectionWindowBytes: 1_048_576,
};

function sessionOptions(given: Http2Settings): SessionOptions {
  const settings = { ...defaultSettings, ...given };
  return {
    settings: {
      maxConcurrentStreams: settings.maxConcurrentStreams,
      maxHeaderListSize: settings.maxHeaderListBytes,
      initialWindowSize: settings.streamWindowBytes,
      enablePush: false,
    },
    // Node counts what it buffers in megabytes: both windows, and what is waiting to be sent.
    maxSessionMemory: 64,
  };
}

/** What both ends do alike. */
class SessionBase<S extends NodeSession> implements Http2Session {
  protected readonly session: S;

  constructor(session: S, settings: Http2Settings) {
    this.session = session;
    const windowBytes = settings.connectionWindowBytes ?? defaultSettings.connectionWindowBytes;
    session.once("connect", () => session.setLocalWindowSize(windowBytes));
  }

  close(): void {
    this.session.close();
  }

  destroy(errorCode: number = http2ErrorCodes.noError): void {
    // Without a reason node:http2 says NO_ERROR, whatever the code.
    const reason =
      errorCode === http2ErrorCodes.noError ? undefined : new Error(`given up with code ${errorCode}`);
    this.session.destroy(reason, errorCode);
  }

  ping(): Promise<void> {
    return new Promise((resolve, reject) => {
      const sent = this.session.ping((error) => (error === null ? resolve() : reject(error)));
      if (!sent) reject(new Error("the connection cannot take another PING"));
    });
  }
}

class NodeServerSession extends SessionBase<ServerHttp2Session> {
  constructor(socket: Duplex, listener: ServerSessionListener, settings: Http2Settings) {
    const session = performServerHandshake(socket, sessionOptions(settings));
    super(session, settings);
    session.once("remoteSettings", () => listener.onReady());
    session.on("stream", (nodeStream: ServerHttp2Stream, ...more: unknown[]) => {
      const stream = new NodeServerStream(nodeStream);
      const block = more[2] as HeaderBlock;
      stream.listen(listener.onStream(stream, block));
    });
    // A session that fails is closed, and its streams before it.
    session.on("error", () => {});
    session.on("close", () => listener.onClose());
  }
}

class NodeClientSession extends SessionBase<ClientHttp2Session> implements ClientSession {
  readonly #listener: ClientSessionListener;
  #maxStreams = 0;
  #openStreams = 0;

  constructor(socket: Duplex, listener: ClientSessionListener, settings: Http2Settings) {
    // The authority given here goes into no request: header blocks bring their own.
    const session = connect("http://localhost", {
      ...sessionOptions(settings),
      createConnection: () => socket,
    });
    super(session, settings);
    this.#listener = listener;
    let error: Error | undefined;
    session.once("remoteSettings", () => listener.onReady());
    session.on("remoteSettings", (remote) => {
      this.#maxStreams = remote.maxConcurrentStreams ?? Number.MAX_SAFE_INTEGER;
      listener.onFreeStream();
    });
    session.on("goaway", () => {
      this.#maxStreams = 0;
      listener.onGoAway();
    });
    session.on("error", (reason) => {
      error = reason;
    });
    session.on("close", () => {
      this.#maxStreams = 0;
      listener.onClose(error);
    });
  }

  get freeStreams(): number {
    return this.#maxStreams - this.#openStreams;
  }

  get openStreams(): number {
    return this.#openStreams;
  }

  get maxHeaderListBytes(): number {
    return maxHeaderListBytesOf(this.session);
  }

  open(headers: HeaderBlock, listener: StreamListener, endStream = false): Http2Stream {
    const stream = new NodeClientStream(this.session.request(headersOf(headers), { endStream }));
    this.#openStreams += 1;
    stream.listen(listener, () => {
      this.#openStreams -= 1;
      this.#listener.onFreeStream();
    });
    return stream;
  }
}
