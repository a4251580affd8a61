import type { Names } from "./names.js";

export const kinds = ["service"] as const;
/** What a project is. */
export type Kind = (typeof kinds)[number];

export const registries = ["mdns", "etcd", "consul", "kubernetes"] as const;
/** Where a project's services find each other. */
export type RegistryName = (typeof registries)[number];

export const packageManagers = ["npm", "pnpm", "yarn", "bun"] as const;
export type PackageManager = (typeof packageManagers)[number];

export const ciSystems = ["github", "none"] as const;
/** Who runs a project's checks. */
export type CiSystem = (typeof ciSystems)[number];

/** Everything that decides what a project looks like: every question, answered. */
export interface Answers {
  readonly kind: Kind;
  readonly names: Names;
  readonly packageManager: PackageManager;
  readonly registry: RegistryName;
  readonly ci: CiSystem;
  readonly docker: boolean;
  readonly kubernetes: boolean;
  /** What was typed, for the README: `micro new greeter` */
  readonly command: string;
}
