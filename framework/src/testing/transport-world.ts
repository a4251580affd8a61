import type { Node } from "../registry/registry.js";
import type { MethodKind } from "../schema/service-definition.js";
import type {
  CallAcceptor,
  CallTarget,
  IncomingReply,
  Listener,
  OutgoingCall,
  OutgoingStream,
  Transport,
} from "../transport/transport.js";

/** What one endpoint of each kind does; what is left out answers nothing. */
export type ContractServer = Partial<Pick<CallAcceptor, "unary" | "stream">>;

/** A transport, and what a case opened with it. */
export class TransportWorld {
  readonly #transport: Transport;
  readonly #listeners: Listener[] = [];

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** @returns a node whose endpoint of each kind is served as told */
  async listen(server: ContractServer): Promise<Node> {
    const acceptor: CallAcceptor = {
      find: (name) => targets.find((it) => it.endpoint === name || it.path === name),
      unary: () => new Uint8Array(),
      stream: async () => {},
      ...server,
    };
    const listener = await this.#transport.listen("127.0.0.1:0", acceptor);
    this.#listeners.push(listener);
    const { name, protocol } = this.#transport;
    const metadata = { transport: name, protocol, ...listener.metadata };
    return { id: "contract-1", address: listener.address, port: listener.port, metadata };
  }

  call(
    node: Node,
    call: Partial<OutgoingCall> = {},
    body: Uint8Array = Buffer.from("x"),
  ): Promise<IncomingReply> {
    return this.#transport.call(node, { ...outgoing("unary"), ...call }, body);
  }

  stream(node: Node, kind: MethodKind): Promise<OutgoingStream> {
    return this.#transport.stream(node, outgoing(kind));
  }

  async closeListeners(signal?: AbortSignal): Promise<void> {
    await Promise.all(this.#listeners.splice(0).map((it) => it.close(signal)));
  }

  async close(): Promise<void> {
    await this.#transport.close();
    await this.closeListeners(AbortSignal.abort());
  }
}

const kinds: readonly MethodKind[] = ["unary", "server_streaming", "client_streaming", "bidi_streaming"];
const targets: readonly CallTarget[] = kinds.map((kind) => ({
  kind,
  endpoint: `Contract.${kind}`,
  path: `/contract.v1.Contract/${kind}`,
}));

function outgoing(kind: MethodKind): OutgoingCall {
  return {
    service: "contract",
    target: targets[kinds.indexOf(kind)] as CallTarget,
    contentType: "application/protobuf",
    metadata: undefined,
    deadline: undefined,
    signal: undefined,
    dialTimeoutMs: 5_000,
  };
}

/** Something that happens once, and can be waited for. */
export class Gate<T> {
  readonly opened: Promise<T>;
  #open: (value: T) => void = () => {};

  constructor() {
    this.opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(value: T): void {
    this.#open(value);
  }
}
