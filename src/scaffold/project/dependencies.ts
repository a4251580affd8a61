/*
 * What a project's package.json depends on, in which versions: those that the toolkit itself is tested with.
 */
import type { ToolkitPackage } from "../tools/toolkit.js";
import type { Answers } from "./answers.js";
import { pluginsOf } from "./registry-plugin.js";

/** A line of package.json. */
export interface Dependency {
  readonly name: string;
  /** `~6.0.3`, `file:vendor/...` */
  readonly spec: string;
}

export interface DependencySources {
  readonly toolkit: ToolkitPackage;
  /** How package.json names `@ts-micro/*`. */
  readonly specs: Readonly<Record<string, string>>;
}

/** What a project is made with, beside the toolkit. */
export const tools: readonly string[] = [
  "@bufbuild/buf",
  "@types/node",
  "oxlint",
  "tsx",
  "typescript",
  "vitest",
];

/** What production needs. */
export function listDependencies(answers: Answers, sources: DependencySources): Dependency[] {
  return list(["@bufbuild/protobuf", "@ts-micro/framework", ...pluginsOf(answers)], sources);
}

/** What only development needs. */
export function listDevDependencies(sources: DependencySources): Dependency[] {
  return list(["@ts-micro/toolkit", ...tools], sources);
}

/** Sorted as package managers do. */
function list(names: readonly string[], { toolkit, specs }: DependencySources): Dependency[] {
  const versions = { ...toolkit.devDependencies, ...toolkit.dependencies, ...specs };
  return [...names].sort().map((name) => ({ name, spec: versions[name] ?? fail(name) }));
}

function fail(name: string): never {
  throw new TypeError(`the toolkit does not say in which version a project has ${name}`);
}
