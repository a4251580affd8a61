/*
 * The registry knows which services run, at which addresses, and what they offer.
 * The shapes below, as JSON, are those of Go Micro 1.0: every peer writes and reads them.
 */

/** A service in one version: what `register` takes and `getService` gives. */
export interface ServiceRecord {
  readonly name: string;
  readonly version: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly endpoints: readonly Endpoint[];
  readonly nodes: readonly Node[];
}

/** One running instance of a service. */
export interface Node {
  /** Unique among all nodes of the service. */
  readonly id: string;
  /** An IP address or a host name, without port. */
  readonly address: string;
  readonly port: number;
  /** `protocol`, `transport`, `server`, `broker`, `registry`, and what the service's owner added. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Something a service answers: an rpc, or a subscription. */
export interface Endpoint {
  /** `Greeter.Hello` */
  readonly name: string;
  readonly request: Value | null;
  readonly response: Value | null;
  /** `stream: "true"`, or `subscriber: "true"` and `topic`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The shape of a message, three levels deep. */
export interface Value {
  /** The name of the field; of the type, for the message itself. */
  readonly name: string;
  /** Go's name of the type: `string`, `int64`, `[]uint8`, `HelloRequest`, `[]Inner`. */
  readonly type: string;
  readonly values: readonly Value[] | null;
}

/** One change that a watcher sees. */
export interface RegistryEvent {
  readonly action: "create" | "update" | "delete";
  /** The service with the nodes that the change is about. */
  readonly service: ServiceRecord;
}

export interface RegisterOptions {
  /**
   * After how many milliseconds without a further `register` the nodes are forgotten.
   * @default never
   */
  readonly ttlMs?: number;
}

export interface LookupOptions {
  readonly signal?: AbortSignal;
}

export interface WatchOptions {
  /** @default every service */
  readonly service?: string;
  /** Ends the watch. */
  readonly signal?: AbortSignal;
}

/**
 * Where services are found.
 *
 * An implementation MUST
 * 1. give from `getService` every registered version of the service, each with all of its live nodes, and
 *    an empty list for a name that nobody registered;
 * 2. treat `register` of a known node as a renewal, and as a replacement where the node changed;
 * 3. forget, on `deregister`, the given nodes and no others, and a version with its last node;
 * 4. report to a watcher each change once, in order, until its signal aborts: then the iteration ends without error;
 * 5. forget a node whose TTL ran out;
 * 6. list every service name that has a node, sorted, each once;
 * 7. survive `close` twice; `close` ends every watch, and takes back what this instance registered.
 */
export interface Registry extends AsyncDisposable {
  /** `mdns`, `memory` ...: what node metadata says. */
  readonly name: string;
  register(service: ServiceRecord, options?: RegisterOptions): Promise<void>;
  deregister(service: ServiceRecord): Promise<void>;
  getService(name: string, options?: LookupOptions): Promise<ServiceRecord[]>;
  listServices(options?: LookupOptions): Promise<string[]>;
  watch(options?: WatchOptions): AsyncIterable<RegistryEvent>;
  close(): Promise<void>;
}

/** The half of a registry that finds services. */
export type RegistryReader = Pick<Registry, "getService" | "watch">;
