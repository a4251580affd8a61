/*
 * The service is what a program holds: a server and a client that share their parts, and one life.
 */
import type { Broker } from "../broker/broker.js";
import type { Client } from "../client/client.js";
import type { Health } from "../health/health.js";
import type { Logger } from "../logger/logger.js";
import type { Registry } from "../registry/registry.js";
import type { Server } from "../server/server.js";

export interface RunOptions {
  /** Ends the run as a signal to the process does. */
  readonly signal?: AbortSignal;
}

/** A client and a server under one name. */
export interface Service extends AsyncDisposable {
  readonly name: string;
  /** Calls other services, and says that this one calls. It works before `start`. */
  readonly client: Client;
  /** Takes handlers and subscribers. */
  readonly server: Server;
  /** Where this service is registered, and finds others. */
  readonly registry: Registry;
  /** Carries what the client publishes to whoever subscribed. */
  readonly broker: Broker;
  readonly logger: Logger;
  /** Whether this service can serve: what `Debug.Health` says. */
  readonly health: Health;
  /** Runs the hooks around it, listens, subscribes, registers. */
  start(): Promise<void>;
  /**
   * Starts, serves until SIGINT or SIGTERM, or until someone closes the service, then closes; a second signal
   * ends the process at once. So it is while the service starts: `drainTimeoutMs` bounds the wait for that. When nothing can listen on its address, the log says why in a line, and the process
   * will end with exit code 1; whatever else keeps it from starting is thrown.
   *
   * After a signal it also closes the parts it was given, so that nothing keeps the process from ending. Parts that
   * several services were given are closed by the last of them.
   */
  run(options?: RunOptions): Promise<void>;
  /**
   * Deregisters, lets what is in flight finish, and closes what this service made. Parts that were given as
   * options stay open: others may use them. Idempotent.
   */
  close(): Promise<void>;
}
