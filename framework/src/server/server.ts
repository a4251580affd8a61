/*
 * The server answers calls: it registers what it offers, decodes, runs the handler, and encodes.
 */
import type { MessageSchema } from "../schema/message-schema.js";
import type { MethodDefinitions, ServiceDefinition } from "../schema/service-definition.js";
import type { SubscriberFunction } from "./handler.js";

export interface HandlerOptions {
  /** Leaves out methods that the handler lacks: they answer 501. @default false: registering throws */
  readonly partial?: boolean;
  /**
   * Serves probes and tools: the registry does not name them, and no limit of the server holds them back.
   * @default false
   */
  readonly internal?: boolean;
  /** Added to the registry's entry of an endpoint: `{ "Greeter.Hello": { cacheable: "true" } }`. */
  readonly endpointMetadata?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface SubscribeOptions {
  /** Instances that name the same queue share its messages. @default each instance gets every message */
  readonly queue?: string;
  /** Subscribes without naming it in the registry. @default false */
  readonly internal?: boolean;
}

/** A topic, and the type of its messages. */
export interface Topic<T> {
  readonly topic: string;
  readonly schema: MessageSchema<T>;
}

/** Serves handlers and subscribers. */
export interface Server extends AsyncDisposable {
  readonly name: string;
  readonly id: string;
  readonly version: string;
  /** `host:port`, once started. */
  readonly address: string | undefined;
  /** What it serves, in the order in which it was added. */
  readonly definitions: readonly ServiceDefinition<MethodDefinitions>[];
  /** What it subscribed to, in the order in which it was added. */
  readonly topics: readonly Topic<unknown>[];
  /**
   * Serves the methods of a definition by the functions of the same names.
   *
   * @throws {TypeError} when a method is missing, or an endpoint of that name is served already
   */
  handle(definition: ServiceDefinition<MethodDefinitions>, handler: object, options?: HandlerOptions): void;
  /** Receives the messages of a topic from the moment the server starts. */
  subscribe<T>(topic: Topic<T>, subscriber: SubscriberFunction<T>, options?: SubscribeOptions): void;
  /** Listens, subscribes, then registers. */
  start(): Promise<void>;
  /** Deregisters, lets what is in flight finish, closes. Idempotent. */
  close(): Promise<void>;
}
