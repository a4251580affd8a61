import { randomUUID } from "node:crypto";
import { abortable } from "../async/abortable.js";
import { timeLimit } from "../async/time-limit.js";
import type { Subscription } from "../broker/broker.js";
import { throwAll } from "../errors/throw-all.js";
import type { Logger } from "../logger/logger.js";
import { silentLogger } from "../logger/silent-logger.js";
import { advertisedAddress } from "../registry/advertised-address.js";
import { Registration } from "../registry/registration.js";
import type { ServiceRecord } from "../registry/registry.js";
import type { MethodDefinitions, ServiceDefinition } from "../schema/service-definition.js";
import type { Listener } from "../transport/transport.js";
import { createAcceptor } from "./acceptor.js";
import { endpointsOf } from "./endpoints-of.js";
import type { SubscriberFunction } from "./handler.js";
import { Router } from "./router.js";
import { routesOf } from "./routes-of.js";
import type { HandlerOptions, Server, SubscribeOptions, Topic } from "./server.js";
import { checkServerOptions, registrationTimes, type ServerOptions } from "./server-options.js";
import { listenToTopic, type Subscriber, type SubscriberEnvironment } from "./subscriber.js";

/**
 * Makes a server. It opens nothing before `start`, and closes only what it opened itself: registry, transport
 * and broker stay with whoever made them.
 */
export function createServer(options: ServerOptions): Server {
  checkServerOptions(options);
  return new RpcServer(options);
}

class RpcServer implements Server {
  readonly name: string;
  readonly id: string;
  readonly version: string;
  readonly #options: ServerOptions;
  readonly #logger: Logger;
  readonly #router = new Router();
  readonly #definitions: ServiceDefinition<MethodDefinitions>[] = [];
  readonly #subscribers: Subscriber[] = [];
  readonly #subscriptions: Subscription[] = [];
  #listener: Listener | undefined;
  #registration: Registration | undefined;
  #started: Promise<void> | undefined;
  #closed: Promise<void> | undefined;
  #isReleased = false;

  constructor(options: ServerOptions) {
    this.name = options.name;
    this.id = options.id ?? randomUUID();
    this.version = options.version ?? "latest";
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
  }

  get address(): string | undefined {
    if (this.#listener === undefined) return undefined;
    const { address, port } = this.#listener;
    return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
  }

  get definitions(): readonly ServiceDefinition<MethodDefinitions>[] {
    return this.#definitions;
  }

  get topics(): readonly Topic<unknown>[] {
    return this.#subscribers;
  }

  handle(
    definition: ServiceDefinition<MethodDefinitions>,
    handler: object,
    options: HandlerOptions = {},
  ): void {
    const wrappers = this.#options.wrapHandler ?? [];
    for (const route of routesOf(definition, handler, { ...options, service: this.name, wrappers })) {
      this.#router.add(route);
    }
    this.#definitions.push(definition);
  }

  subscribe<T>(
    { topic, schema }: Topic<T>,
    subscriber: SubscriberFunction<T>,
    options: SubscribeOptions = {},
  ): void {
    if (this.#options.broker === undefined)
      throw new TypeError("Subscribing needs the server option `broker`");
    if (this.#started) throw new TypeError(`Subscribe to ${topic} before the server is started`);
    const wrappers = this.#options.wrapSubscriber ?? [];
    const receive = wrappers.reduceRight(
      (next, wrap) => wrap(next),
      subscriber as SubscriberFunction<unknown>,
    );
    this.#subscribers.push({ topic, schema, receive, options });
  }

  start(): Promise<void> {
    if (this.#closed) throw new TypeError("A server that was closed cannot be started again: make another");
    this.#started ??= this.#start();
    return this.#started;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #start(): Promise<void> {
    const { transport, broker, registry, address = ":0", maxConcurrency = Infinity } = this.#options;
    const service = this.name;
    const logger = this.#logger;
    const acceptor = createAcceptor({ service, router: this.#router, logger, maxConcurrency });
    try {
      this.#listener = await transport.listen(address, acceptor);
      this.#checkUnreleased();
      logger.info(`Transport ${transport.name} listens on ${this.address}`, { service });
      if (broker) await this.#subscribeAll({ service, broker, logger, codec: (it) => transport.codec(it) });
      const times = registrationTimes(this.#options);
      this.#registration = new Registration({ registry, record: () => this.#record(), ...times, logger });
      logger.info(`Registry ${registry.name} registers node ${this.#nodeId}`, { service });
      await this.#registration.start();
    } catch (error) {
      await this.#release(this.#timeUp()).catch((it: unknown) => {
        logger.error(`Server ${service} did not close cleanly`, { service, error: it });
      });
      throw error;
    }
  }

  async #subscribeAll(environment: SubscriberEnvironment): Promise<void> {
    for (const subscriber of this.#subscribers) {
      this.#subscriptions.push(await listenToTopic(subscriber, environment));
      this.#checkUnreleased();
    }
  }

  async #close(): Promise<void> {
    const timeUp = this.#timeUp();
    // A start that is under way ends first; if it failed, it has cleaned up.
    if (this.#started) await abortable(this.#started, timeUp).catch(() => {});
    await this.#release(timeUp);
  }

  /**
   * Nobody finds the server any more, no message comes, what is in flight finishes, and the door closes, whatever
   * fails or hangs before: a registry, or a subscriber, must not keep the process from ending.
   */
  async #release(timeUp: AbortSignal): Promise<void> {
    this.#isReleased = true;
    const errors: unknown[] = [];
    const attempt = async (close: () => Promise<void> | undefined): Promise<void> => {
      const closing = (async () => close())().catch((error: unknown) => void errors.push(error));
      await abortable(closing, timeUp).catch(() => {});
    };
    await attempt(() => this.#registration?.close());
    await Promise.all(this.#subscriptions.splice(0).map((it) => attempt(() => it.close())));
    await this.#listener?.close(timeUp).catch((error: unknown) => void errors.push(error));
    throwAll(errors, `Server ${this.name} did not close cleanly`);
  }

  #timeUp(): AbortSignal {
    return timeLimit(this.#options.drainTimeoutMs ?? 10_000);
  }

  /** A start that hung until `close` gave it up must open nothing more. */
  #checkUnreleased(): void {
    if (this.#isReleased) throw new Error(`Server ${this.name} was closed while it started`);
  }

  get #nodeId(): string {
    return `${this.name}-${this.id}`;
  }

  #record(): ServiceRecord {
    const { metadata, registry, transport, broker, advertise } = this.#options;
    const node = {
      id: this.#nodeId,
      ...advertisedAddress(this.#listener ?? { address: "", port: 0 }, advertise),
      metadata: {
        ...metadata,
        transport: transport.name,
        ...(broker && { broker: broker.name }),
        // Go Micro has two servers, and these are their names.
        server: transport.protocol === "grpc" ? "grpc" : "rpc",
        registry: registry.name,
        protocol: transport.protocol,
        ...this.#listener?.metadata,
      },
    };
    const endpoints = endpointsOf(this.#router, this.#subscribers);
    return { name: this.name, version: this.version, metadata: {}, endpoints, nodes: [node] };
  }
}
