import { EventFeed } from "../event-feed.js";
import { NodeTable } from "../node-table.js";
import type { ServiceRecord, WatchOptions } from "../registry.js";
import type { Sighting } from "./read-packet.js";
import { instanceName } from "./records.js";

/** How long a node that said goodbye is not believed to be back: an older answer may still be on its way. */
const goneMs = 250;

/** What others said of the services that are watched: nobody else's are kept, since nobody else hears goodbyes. */
export class WatchedNodes {
  readonly feed: EventFeed = new EventFeed();
  readonly #nodes = new NodeTable((event) => this.feed.emit(event));
  readonly #gone = new Map<string, NodeJS.Timeout>();
  readonly #domain: string;

  constructor(domain: string) {
    this.#domain = domain;
  }

  watch(options: WatchOptions | undefined): ReturnType<EventFeed["watch"]> {
    for (const name of this.#nodes.names()) if (!this.feed.isWatched(name)) this.#nodes.forget(name);
    return this.feed.watch(options);
  }

  see({ service, ttlSeconds }: Sighting): void {
    const [node] = service.nodes;
    if (node === undefined) return;
    if (ttlSeconds === 0) {
      this.#nodes.remove(service.name, node.id);
      this.sayGone(service);
    } else if (this.feed.isWatched(service.name) && !this.isGone(service)) {
      this.#nodes.put(service, ttlSeconds * 1000);
    }
  }

  /** Remembers for a moment that a node is gone. */
  sayGone(service: ServiceRecord): void {
    const instance = instanceName(service, this.#domain);
    clearTimeout(this.#gone.get(instance));
    this.#gone.set(instance, setTimeout(() => this.#gone.delete(instance), goneMs).unref());
  }

  isGone(service: ServiceRecord): boolean {
    return this.#gone.size > 0 && this.#gone.has(instanceName(service, this.#domain));
  }

  services(name: string): ServiceRecord[] {
    return this.feed.isWatched(name) ? this.#nodes.services(name) : [];
  }

  /** The watched services that have nodes. */
  names(): string[] {
    return this.#nodes.names().filter((name) => this.feed.isWatched(name));
  }

  close(): void {
    for (const timer of this.#gone.values()) clearTimeout(timer);
    this.#gone.clear();
    this.feed.close();
    this.#nodes.clear();
  }
}
