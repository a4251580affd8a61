import { constants } from "node:os";
import { abortable } from "../async/abortable.js";
import { createDeferred } from "../async/deferred.js";
import { timeLimit } from "../async/time-limit.js";
import type { Broker } from "../broker/broker.js";
import type { Client } from "../client/client.js";
import { createRpcClient } from "../client/rpc-client.js";
import { misspeltSettings } from "../cmd/misspelt-settings.js";
import { readSettings } from "../cmd/settings.js";
import { createHealth } from "../debug/create-health.js";
import { createDebugHandler } from "../debug/debug-handler.js";
import { createGarbageCollection } from "../debug/garbage-collection.js";
import { registerDebugHandler } from "../debug/gen/debug.micro.js";
import type { Part, Parts } from "../defaults.js";
import { isListenError } from "../errors/listen-error.js";
import { throwAll } from "../errors/throw-all.js";
import { registerGrpcServices } from "../grpc/register-grpc-services.js";
import type { Health } from "../health/health.js";
import type { Logger } from "../logger/logger.js";
import type { Registry } from "../registry/registry.js";
import { createServer } from "../server/create-server.js";
import type { Server } from "../server/server.js";
import { applySettings } from "./apply-settings.js";
import { holdParts, releaseParts } from "./held-parts.js";
import type { RunOptions, Service } from "./service.js";
import { checkServiceOptions, type Hook, type ServiceOptions } from "./service-options.js";
import { listenForStop } from "./stop-signal.js";

/**
 * Makes a service. Nothing opens before `start`, or before the client's first call.
 *
 * ```ts
 * const service = createService({ name: "greeter" });
 * registerGreeterHandler(service.server, greeter);
 * await service.run();
 * ```
 *
 * @throws {TypeError} when an option, a flag or a variable of the environment is not what it must be
 */
export function createService(options: ServiceOptions): Service {
  checkServiceOptions(options);
  const { args = process.argv.slice(2), env = process.env } = options;
  const applied = applySettings(options, readSettings({ args, env }));
  for (const it of misspeltSettings({ args, env })) applied.parts.logger.warn(it);
  return new MicroService(applied);
}

class MicroService implements Service {
  readonly name: string;
  readonly client: Client;
  readonly server: Server;
  readonly registry: Registry;
  readonly broker: Broker;
  readonly logger: Logger;
  readonly health: Health;
  readonly #garbageCollection = createGarbageCollection();
  readonly #options: ServiceOptions;
  readonly #parts: Parts;
  readonly #closing = createDeferred<"closed">();
  #started: Promise<void> | undefined;
  #closed: Promise<void> | undefined;
  /** What it was given, and nobody else is at work on. */
  #unshared: readonly Part[] = [];

  constructor({ options, parts }: { options: ServiceOptions; parts: Parts }) {
    const { callOptions, wrapCall, proxy, wrapClient = [] } = options;
    const { registry, selector, transports, listening, broker, logger } = parts;
    this.#options = options;
    this.#parts = parts;
    this.name = options.name;
    this.registry = registry;
    this.broker = broker;
    this.logger = logger;
    this.server = createServer({ ...options, registry, transport: listening, broker, logger });
    this.health = createHealth({ checks: options.healthChecks ?? {}, logger });
    const debug = createDebugHandler({ health: this.health, garbageCollection: this.#garbageCollection });
    registerDebugHandler(this.server, debug, { internal: true });
    registerGrpcServices(this.server, this.health);
    const client = createRpcClient({
      name: options.name,
      selector,
      transports,
      broker,
      ...(callOptions && { callOptions }),
      ...(wrapCall && { wrapCall }),
      ...(proxy !== undefined && { proxy }),
    });
    this.client = wrapClient.reduceRight((next, wrap) => wrap(next), client);
  }

  start(): Promise<void> {
    this.#started ??= this.#start();
    return this.#started;
  }

  async run({ signal }: RunOptions = {}): Promise<void> {
    const stop = listenForStop(signal);
    const stopped = Promise.race([stop.stopped, this.#closing.promise]);
    try {
      await Promise.race([this.start(), stopped]);
      const reason = await stopped;
      this.logger.info(`Service ${this.name} stops: ${reason}`);
      await this.close();
      if (reason in constants.signals) for (const part of this.#unshared) await part.close();
    } catch (error) {
      if (!isListenError(error)) throw error;
      // That is the matter of whoever starts the program, who has no use for a stack.
      this.logger.error(`Service ${this.name} cannot start. ${error.message}`);
      process.exitCode = 1;
    } finally {
      // What went wrong has been thrown by now; the process must be able to end.
      await this.close().catch(() => {});
      stop[Symbol.dispose]();
    }
  }

  close(): Promise<void> {
    this.#closing.resolve("closed");
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #start(): Promise<void> {
    const { beforeStart = [], afterStart = [] } = this.#options;
    holdParts(this.#parts.given, this);
    try {
      for (const hook of beforeStart) await hook();
      this.#garbageCollection.start();
      await this.server.start();
      for (const hook of afterStart) await hook();
    } catch (error) {
      this.#garbageCollection.stop();
      await this.server.close();
      throw error;
    }
  }

  async #close(): Promise<void> {
    const { beforeStop = [], afterStop = [] } = this.#options;
    const started = await this.#hasStarted();
    const errors: unknown[] = [];
    if (started) await runAll(beforeStop, errors);
    await runAll([() => this.server.close()], errors);
    if (started) await runAll(afterStop, errors);
    this.#garbageCollection.stop();
    await runAll([() => this.client.close(), () => this.#parts.closeOwn()], errors);
    this.#unshared = releaseParts(this.#parts.given, this);
    throwAll(errors, `Service ${this.name} did not close cleanly`);
  }

  /** A start that is under way ends first, unless it hangs. */
  async #hasStarted(): Promise<boolean> {
    if (this.#started === undefined) return false;
    const start = this.#started.then(() => true);
    return abortable(start, timeLimit(this.#options.drainTimeoutMs ?? 10_000)).catch(() => false);
  }
}

async function runAll(hooks: readonly Hook[], errors: unknown[]): Promise<void> {
  for (const hook of hooks) {
    try {
      await hook();
    } catch (error) {
      errors.push(error);
    }
  }
}
