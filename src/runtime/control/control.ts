/*
 * What `micro ps` and `micro kill` ask of a supervisor: one JSON text on a line each way, over a Unix domain socket.
 */
import type { ServiceState } from "../service-runner.js";

export type ControlRequest = { readonly ask: "status" } | { readonly ask: "stop"; readonly service?: string };

/** One service of a supervisor, at this moment. */
export interface ServiceStatus {
  readonly name: string;
  readonly state: ServiceState;
  /** Why it failed, or why what runs is not what its sources say. */
  readonly failure?: string;
  readonly folder: string;
  readonly restarts: number;
  readonly pid?: number;
  /** In milliseconds since the epoch. */
  readonly startedAt?: number;
  /** The name that it is registered under, and where it is called. */
  readonly service?: string;
  readonly address?: string;
}

export interface ControlReply {
  readonly services: readonly ServiceStatus[];
}
