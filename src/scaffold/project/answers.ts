import type { GivenContract } from "../contract/given-contract.js";
import type { PackageManager } from "../tools/package-manager.js";
import type { Names } from "./names.js";

export const kinds = ["service", "function", "api", "web", "client"] as const;
/** What a project is. */
export type Kind = (typeof kinds)[number];

/** Whether a project answers calls, and so has handlers and subscribers. */
export function servesCalls(kind: unknown): boolean {
  return kind === "service" || kind === "function" || kind === "api";
}

export const registries = ["mdns", "etcd", "consul", "kubernetes"] as const;
/** Where a project's services find each other. */
export type RegistryName = (typeof registries)[number];

export const ciSystems = ["github", "none"] as const;
/** Who runs a project's checks. */
export type CiSystem = (typeof ciSystems)[number];

/** Everything that decides what a project looks like: every question, answered. */
export interface Answers {
  readonly kind: Kind;
  readonly names: Names;
  /** Goes before names in the registry; undefined for none. */
  readonly namespace: string | undefined;
  readonly contract: ProjectContract;
  readonly packageManager: PackageManager;
  readonly registry: RegistryName;
  readonly ci: CiSystem;
  readonly docker: boolean;
  readonly kubernetes: boolean;
  /** A folder of the user's that is the whole template; undefined for the toolkit's own. */
  readonly template: string | undefined;
  /** What was typed, for the README: `micro new greeter` */
  readonly command: string;
}

/** The contract that a project is written around. */
export interface ProjectContract {
  /** The names in the contract that templates bring; those of the project, unless it calls another. */
  readonly names: Pick<Names, "protoName" | "protoPackage" | "service" | "variable">;
  /** The name in the registry of whoever answers. */
  readonly target: string;
  /** The user's own `.proto` files, by their paths in the project; undefined where templates bring one. */
  readonly given: GivenContract | undefined;
}
