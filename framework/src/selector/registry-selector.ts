import type { Awaitable } from "../async/awaitable.js";
import { notFound, unavailable } from "../errors/errors.js";
import type { Logger } from "../logger/logger.js";
import { silentLogger } from "../logger/silent-logger.js";
import { checkOption, duration } from "../options/check-option.js";
import type { RegistryReader, ServiceRecord } from "../registry/registry.js";
import { WatchedService } from "../registry/watched-service.js";
import { NodeCandidate, NodeRotation, type SetAsideOptions } from "./node-rotation.js";
import type { Selection, SelectOptions, Selector, Strategy } from "./selector.js";
import { random } from "./strategies.js";

export interface RegistrySelectorOptions {
  readonly registry: RegistryReader;
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

/** What is known of a service, and how its nodes do. */
interface Entry {
  readonly watched: WatchedService;
  readonly nodes: NodeRotation;
}

class RegistrySelector implements Selector {
  readonly #options: RegistrySelectorOptions;
  readonly #strategy: Strategy;
  readonly #setAside: SetAsideOptions;
  readonly #refreshMs: number;
  readonly #entries = new Map<string, Entry>();
  #closed = false;

  constructor(options: RegistrySelectorOptions) {
    for (const option of ["refreshMs", "setAsideMs", "maxSetAsideMs"] as const) {
      checkOption(`selector option \`${option}\``, options[option], duration);
    }
    const { strategy = random(), refreshMs = 60_000, setAsideMs = 1_000, maxSetAsideMs = 30_000 } = options;
    this.#options = options;
    this.#strategy = strategy;
    this.#refreshMs = refreshMs;
    this.#setAside = { setAsideMs, maxSetAsideMs };
  }

  select(service: string, options: SelectOptions = {}): Awaitable<Selection> {
    const entry = this.#entries.get(service);
    if (entry === undefined || entry.nodes.isEmpty) return this.#lookUp(service, options);
    entry.watched.refresh();
    return this.#choose(entry, options);
  }

  mark(selection: Selection, error?: Error): void {
    const nodes = this.#entries.get(selection.service.name)?.nodes;
    // A wrapper may have copied the selection; then the node's id says which one it was.
    const candidate = selection instanceof NodeCandidate ? selection : nodes?.find(selection.node.id);
    if (candidate === undefined) return;
    candidate.inFlight -= 1;
    if (error === undefined) nodes?.restore(candidate);
    else nodes?.setAside(candidate);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { watched } of this.#entries.values()) watched.close();
    this.#entries.clear();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #choose({ watched, nodes }: Entry, options: SelectOptions): Selection {
    const candidates = nodes.candidates(options.filters);
    if (candidates.length === 0)
      throw unavailable(id, `no node of service ${watched.name} passes the filters`);
    const chosen = (options.strategy ?? this.#strategy)(candidates);
    if (!(chosen instanceof NodeCandidate)) {
      throw new TypeError(`strategy: expected one of the candidates, got ${String(chosen)}`);
    }
    if (chosen.failures > 0) nodes.probe(chosen);
    chosen.inFlight += 1;
    return chosen;
  }

  async #lookUp(service: string, options: SelectOptions): Promise<Selection> {
    options.signal?.throwIfAborted();
    if (this.#closed) throw new TypeError("selector: expected it open, but it was closed");
    const entry = this.#entry(service);
    try {
      await entry.watched.load(options.signal);
    } catch (error) {
      if (options.signal?.aborted) throw error;
      this.#drop(entry);
      throw unavailable(id, `the registry could not be asked for service ${service}: ${String(error)}`);
    }
    if (entry.nodes.isEmpty) {
      this.#drop(entry);
      throw notFound(id, `service ${service} is not registered`);
    }
    return this.#choose(entry, options);
  }

  #entry(service: string): Entry {
    const known = this.#entries.get(service);
    if (known !== undefined) return known;
    const nodes = new NodeRotation(this.#setAside);
    const { registry, logger = silentLogger } = this.#options;
    const onChange = (services: readonly ServiceRecord[]): void => nodes.replace(services);
    const watched = new WatchedService(service, { registry, logger, refreshMs: this.#refreshMs, onChange });
    const entry = { watched, nodes };
    this.#entries.set(service, entry);
    return entry;
  }

  /** Names that nobody registered come from outside: they must not fill the memory. */
  #drop(entry: Entry): void {
    const { name } = entry.watched;
    if (this.#entries.get(name) === entry) this.#entries.delete(name);
    entry.watched.close();
  }
}
