import { notFound, unavailable } from "../errors/errors.js";
import type { Logger } from "../logger/logger.js";
import { silentLogger } from "../logger/silent-logger.js";
import type { Registry } from "../registry/registry.js";
import type { Awaitable } from "../transport/transport.js";
import { NodeCandidate } from "./node-rotation.js";
import type { Selection, SelectOptions, Selector, Strategy } from "./selector.js";
import { ServiceCache, type ServiceCacheOptions } from "./service-cache.js";
import { random } from "./strategies.js";

export interface RegistrySelectorOptions {
  readonly registry: Registry;
  /**
   * How a node is chosen.
   * @default random()
   */
  readonly strategy?: Strategy;
  /**
   * After how long the registry is asked again about a service that is being called. A watch keeps the nodes
   * current in between.
   * @default 60_000
   */
  readonly refreshMs?: number;
  /**
   * How long a node is set aside after the first failure to connect. Each further failure doubles it.
   * @default 1_000
   */
  readonly setAsideMs?: number;
  /**
   * The longest time a node is set aside.
   * @default 30_000
   */
  readonly maxSetAsideMs?: number;
  /**
   * Hears of a registry that fails.
   * @default none
   */
  readonly logger?: Logger;
}

const id = "go.micro.client";

/** Makes a selector that looks a service up once and then follows the registry's events. */
export function createRegistrySelector(options: RegistrySelectorOptions): Selector {
  return new RegistrySelector(options);
}

class RegistrySelector implements Selector {
  readonly #strategy: Strategy;
  readonly #cacheOptions: ServiceCacheOptions;
  readonly #caches = new Map<string, ServiceCache>();
  #closed = false;

  constructor(options: RegistrySelectorOptions) {
    this.#strategy = options.strategy ?? random();
    this.#cacheOptions = {
      registry: options.registry,
      logger: options.logger ?? silentLogger,
      refreshMs: checkMs("refreshMs", options.refreshMs ?? 60_000),
      setAsideMs: checkMs("setAsideMs", options.setAsideMs ?? 1_000),
      maxSetAsideMs: checkMs("maxSetAsideMs", options.maxSetAsideMs ?? 30_000),
    };
  }

  select(service: string, options: SelectOptions = {}): Awaitable<Selection> {
    const cache = this.#caches.get(service);
    if (cache === undefined || cache.nodes.isEmpty) return this.#lookUp(service, options);
    cache.refresh();
    return this.#choose(service, cache, options);
  }

  mark(selection: Selection, error?: Error): void {
    const cache = this.#caches.get(selection.service.name);
    // A wrapper may have copied the selection; then the node's id says which one it was.
    const candidate = selection instanceof NodeCandidate ? selection : cache?.nodes.find(selection.node.id);
    if (candidate === undefined) return;
    candidate.inFlight -= 1;
    if (error === undefined) cache?.nodes.restore(candidate);
    else cache?.nodes.setAside(candidate);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const cache of this.#caches.values()) cache.close();
    this.#caches.clear();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #choose(service: string, cache: ServiceCache, options: SelectOptions): Selection {
    const candidates = cache.nodes.candidates(options.filters);
    if (candidates.length === 0) throw unavailable(id, `no node of service ${service} passes the filters`);
    const chosen = (options.strategy ?? this.#strategy)(candidates);
    if (!(chosen instanceof NodeCandidate)) {
      throw new TypeError(`strategy: expected one of the candidates, got ${String(chosen)}`);
    }
    if (chosen.failures > 0) cache.nodes.probe(chosen);
    chosen.inFlight += 1;
    return chosen;
  }

  async #lookUp(service: string, options: SelectOptions): Promise<Selection> {
    options.signal?.throwIfAborted();
    if (this.#closed) throw new TypeError("selector: expected it open, but it was closed");
    const cache = this.#caches.get(service) ?? new ServiceCache(service, this.#cacheOptions);
    this.#caches.set(service, cache);
    try {
      await abortable(cache.load(), options.signal);
    } catch (error) {
      if (options.signal?.aborted) throw error;
      this.#drop(service, cache);
      throw unavailable(id, `the registry could not be asked for service ${service}: ${String(error)}`);
    }
    if (cache.nodes.isEmpty) {
      this.#drop(service, cache);
      throw notFound(id, `service ${service} is not registered`);
    }
    return this.#choose(service, cache, options);
  }

  /** Names that nobody registered come from outside: they must not fill the memory. */
  #drop(service: string, cache: ServiceCache): void {
    if (this.#caches.get(service) === cache) this.#caches.delete(service);
    cache.close();
  }
}

/** Stops waiting when the signal aborts; what was waited for goes on for others. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

function checkMs(option: string, value: number): number {
  if (!(value > 0)) throw new TypeError(`${option}: expected a number of milliseconds above 0, got ${value}`);
  return value;
}
