import type { Names } from "./names.js";

export const kinds = ["service"] as const;
export type Kind = (typeof kinds)[number];

export const packageManagers = ["npm", "pnpm", "yarn", "bun"] as const;
export type PackageManager = (typeof packageManagers)[number];

export const ciSystems = ["github", "none"] as const;
export type CiSystem = (typeof ciSystems)[number];

/** Everything that decides what a project looks like: every question, answered. */
export interface Answers {
  readonly kind: Kind;
  readonly names: Names;
  readonly packageManager: PackageManager;
  readonly ci: CiSystem;
  readonly docker: boolean;
  readonly kubernetes: boolean;
  /** What was typed, for the README: `micro new greeter` */
  readonly command: string;
}
