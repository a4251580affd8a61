/*
 * The selector answers one question per attempt of a call: which node of this service?
 */

import type { Awaitable } from "../async/awaitable.js";
import type { Node, ServiceRecord } from "../registry/registry.js";

/** A node, with the version of the service it runs. */
export interface Selection {
  readonly service: ServiceRecord;
  readonly node: Node;
}

/** A node that may be chosen. */
export interface Candidate extends Selection {
  /** How many calls this selector sent there that have not ended. */
  readonly inFlight: number;
}

/** Keeps the services, and the nodes in them, that a call may go to. */
export type Filter = (services: readonly ServiceRecord[]) => readonly ServiceRecord[];

/**
 * Chooses among the nodes that are left: at least one. It is called once per attempt and may keep state between
 * calls. The array is not to be changed, nor kept.
 */
export type Strategy = (candidates: readonly Candidate[]) => Candidate;

export interface SelectOptions {
  readonly filters?: readonly Filter[] | undefined;
  /** @default the selector's own strategy */
  readonly strategy?: Strategy | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Chooses nodes.
 *
 * An implementation MUST
 * 1. throw or reject with a `MicroError` 404 that names the service when no such service is registered, and with 503 when
 *    it is registered but no node passes the filters;
 * 2. after `mark` with an error, set that node aside for a while, as long as another is left;
 * 3. after `mark` without an error, use the node again at once;
 * 4. answer without a promise when the nodes of the service are known: the hot path of every call;
 * 5. go on with what it knew when the registry fails, and say so to its logger.
 */
export interface Selector extends AsyncDisposable {
  /** Gives a selection at once, without a promise, for a service that is in the cache. */
  select(service: string, options?: SelectOptions): Awaitable<Selection>;
  /**
   * Reports how an attempt on a node went; called once for each selection, when its call ended.
   * Only failures to connect are given as errors.
   */
  mark(selection: Selection, error?: Error): void;
  close(): Promise<void>;
}
