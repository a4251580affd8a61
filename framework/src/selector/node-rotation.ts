import { isDeepStrictEqual } from "node:util";
import type { Node, ServiceRecord } from "../registry/registry.js";
import type { Candidate, Filter } from "./selector.js";

export interface SetAsideOptions {
  /** How long the first failure sets a node aside; each further one doubles it. */
  readonly setAsideMs: number;
  /** The longest time. */
  readonly maxSetAsideMs: number;
}

/** A node, and how calls to it went. */
export class NodeCandidate implements Candidate {
  service: ServiceRecord;
  readonly node: Node;
  inFlight = 0;
  /** Failures to connect since the last success. */
  failures = 0;
  /** In milliseconds since the epoch. */
  asideUntil = 0;

  constructor(service: ServiceRecord, node: Node) {
    this.service = service;
    this.node = node;
  }
}

/**
 * The nodes of one service, and which of them are set aside.
 *
 * What a call needs is ready beforehand: nothing is allocated while all nodes are well and no filter is given.
 */
export class NodeRotation {
  readonly #options: SetAsideOptions;
  #services: readonly ServiceRecord[] = [];
  #candidates = new Map<string, NodeCandidate>();
  #all: readonly NodeCandidate[] = [];
  #available: readonly NodeCandidate[] = [];
  /** When the first of those set aside comes back. */
  #recheckAt = Number.POSITIVE_INFINITY;

  constructor(options: SetAsideOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#all.length === 0;
  }

  /** Takes what the registry says; a node that stayed keeps what is known of it. */
  replace(services: readonly ServiceRecord[]): void {
    const candidates = new Map<string, NodeCandidate>();
    for (const service of services) {
      for (const node of service.nodes) {
        const before = this.#candidates.get(node.id);
        const stayed = before !== undefined && isDeepStrictEqual(before.node, node);
        const candidate = stayed ? before : new NodeCandidate(service, node);
        candidate.service = service;
        candidates.set(node.id, candidate);
      }
    }
    this.#services = services;
    this.#candidates = candidates;
    this.#all = [...candidates.values()];
    this.#recheck(Date.now());
  }

  /** The nodes to choose from: those set aside only when there is no other. */
  candidates(filters: readonly Filter[] | undefined): readonly NodeCandidate[] {
    if (this.#recheckAt !== Number.POSITIVE_INFINITY && this.#recheckAt <= Date.now())
      this.#recheck(Date.now());
    return filters === undefined || filters.length === 0 ? this.#available : this.#filtered(filters);
  }

  find(nodeId: string): NodeCandidate | undefined {
    return this.#candidates.get(nodeId);
  }

  setAside(candidate: NodeCandidate): void {
    candidate.failures += 1;
    this.#extend(candidate);
  }

  /** Lets one call try a node that failed before, and keeps the others away from it until that call succeeded. */
  probe(candidate: NodeCandidate): void {
    this.#extend(candidate);
  }

  restore(candidate: NodeCandidate): void {
    if (candidate.failures === 0) return;
    candidate.failures = 0;
    candidate.asideUntil = 0;
    this.#recheck(Date.now());
  }

  #extend(candidate: NodeCandidate): void {
    const { setAsideMs, maxSetAsideMs } = this.#options;
    const now = Date.now();
    candidate.asideUntil = now + Math.min(setAsideMs * 2 ** (candidate.failures - 1), maxSetAsideMs);
    this.#recheck(now);
  }

  #recheck(now: number): void {
    this.#recheckAt = Number.POSITIVE_INFINITY;
    for (const { asideUntil } of this.#all) {
      if (asideUntil > now) this.#recheckAt = Math.min(this.#recheckAt, asideUntil);
    }
    this.#available = withoutAside(this.#all, now);
  }

  #filtered(filters: readonly Filter[]): readonly NodeCandidate[] {
    const services = filters.reduce((left, filter) => filter(left), this.#services);
    const nodes = services.flatMap((service) => service.nodes);
    const left = nodes.flatMap(({ id }) => this.#candidates.get(id) ?? []);
    return this.#recheckAt === Number.POSITIVE_INFINITY ? left : withoutAside(left, Date.now());
  }
}

function withoutAside(candidates: readonly NodeCandidate[], now: number): readonly NodeCandidate[] {
  const well = candidates.filter(({ asideUntil }) => asideUntil <= now);
  return well.length > 0 ? well : candidates;
}
