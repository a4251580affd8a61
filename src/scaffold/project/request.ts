/*
 * From what was asked for to answers: what was not said gets its default, what cannot be is refused.
 */

import { Refusal } from "../refusal.js";
import { detectPackageManager } from "../tools/package-manager.js";
import { quoteWord } from "../tools/quote-word.js";
import {
  type Answers,
  type CiSystem,
  type Kind,
  type PackageManager,
  type RegistryName,
  registries,
} from "./answers.js";
import { deriveNames } from "./names.js";

/** `micro new`, as it was typed. */
export interface NewRequest {
  /** A name, a scoped name, or a path: `greeter`, `@acme/user-api`, `services/greeter`. */
  readonly target: string;
  /** @default "service" */
  readonly kind?: Kind;
  /** @default the last part of the target */
  readonly name?: string;
  /** Goes before the name in the registry. @default none */
  readonly namespace?: string;
  /** @default the one of the folders above, the one that runs this, or npm */
  readonly packageManager?: PackageManager;
  /** @default "mdns" */
  readonly registry?: string;
  /** @default "github" */
  readonly ci?: CiSystem;
  /** Adds a Dockerfile. @default true */
  readonly docker?: boolean;
  /** Adds a Kubernetes manifest. @default true */
  readonly kubernetes?: boolean;
}

/** Where it was typed. */
export interface RequestPlace {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** @throws {Refusal} when no project can be made of it */
export async function answerRequest(request: NewRequest, place: RequestPlace): Promise<Answers> {
  const { target, kind = "service" } = request;
  const names = deriveNames(target, {
    cwd: place.cwd,
    ...(request.name === undefined ? {} : { name: request.name }),
    ...(request.namespace === undefined ? {} : { namespace: request.namespace }),
  });
  return {
    kind,
    names,
    registry: checkRegistry(request.registry ?? "mdns"),
    packageManager: request.packageManager ?? (await detectPackageManager(names.directory, place.env)),
    ci: request.ci ?? "github",
    docker: request.docker ?? true,
    kubernetes: request.kubernetes ?? true,
    command: printCommand(request),
  };
}

function checkRegistry(name: string): RegistryName {
  const registry = registries.find((it) => it === name);
  if (registry === "mdns") return registry;
  const problem =
    registry === undefined
      ? `there is no such registry (there are: ${registries.join(", ")})`
      : `its plugin @ts-micro/${registry} does not exist yet`;
  throw new Refusal(`--registry ${name}: ${problem}; use --registry mdns`);
}

/** The command line that asks for the same again. */
export function printCommand(request: NewRequest): string {
  const words = ["micro", "new", request.target];
  const texts = {
    type: request.kind,
    name: request.name,
    namespace: request.namespace,
    pm: request.packageManager,
    registry: request.registry,
    ci: request.ci,
  };
  for (const [flag, value] of Object.entries(texts)) if (value !== undefined) words.push(`--${flag}`, value);
  const switches = { docker: request.docker, k8s: request.kubernetes };
  for (const [flag, value] of Object.entries(switches)) if (value === false) words.push(`--no-${flag}`);
  return words.map(quoteWord).join(" ");
}
