/*
 * Every name in a project follows from the one that the user typed. This file holds the rules.
 */

import { basename, resolve, sep } from "node:path";
import { Refusal } from "../refusal.js";
import { isReservedFileName, isTakenClassName } from "../reserved-names.js";
import { capitalize, splitWords } from "../words.js";

/** The names of one project. For `micro new @acme/user-api`: */
export interface Names {
  /** Where the project goes, absolute: `/home/me/user-api` */
  readonly directory: string;
  /** In package.json: `@acme/user-api` */
  readonly packageName: string;
  /** What files, containers and Kubernetes objects are called: `user-api` */
  readonly alias: string;
  /** The folder below `proto/` and the name of the file in it: `user_api` */
  readonly protoName: string;
  /** `user_api.v1` */
  readonly protoPackage: string;
  /** The service in the `.proto`: `UserApi` */
  readonly service: string;
  /** The service where a value begins with a small letter: `userApi` */
  readonly variable: string;
  /** The name in the registry: `user-api`, after the namespace and a dot if there is one */
  readonly registryName: string;
}

export interface NameOptions {
  /** Names the project, whatever its folder is called. @default the last segment of the folder */
  readonly name?: string;
  /** Goes before the name in the registry: `go.micro.srv`. @default none */
  readonly namespace?: string;
  /** What a relative folder is relative to. @default process.cwd() */
  readonly cwd?: string;
}

/** Longest label in DNS, and so in Kubernetes and multicast DNS. */
const MAX_LENGTH = 63;
const NAME = /^[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*$/;
const SCOPE = /^@[a-z0-9][a-z0-9._-]*$/;
const NAMESPACE = /^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/;

/**
 * Derives every name of a project from what was typed: a name, a scoped name, a path, or `.`.
 *
 * @throws {Refusal} when no valid names follow; the message suggests one that works
 */
export function deriveNames(input: string, options: NameOptions = {}): Names {
  const { scope, path } = splitScope(input);
  const directory = resolve(options.cwd ?? process.cwd(), path);
  const given = options.name === undefined ? { scope, path: basename(directory) } : splitScope(options.name);
  const name = checkName(given.path);
  checkScope(given.scope);
  const words = splitWords(name);
  const alias = words.join("-");
  const pascal = words.map(capitalize).join("");
  const service = isTakenClassName(pascal) ? `${pascal}Service` : pascal;
  return {
    directory,
    packageName: given.scope === undefined ? alias : `${given.scope}/${alias}`,
    alias,
    protoName: words.join("_"),
    protoPackage: `${words.join("_")}.v1`,
    service,
    variable: service.charAt(0).toLowerCase() + service.slice(1),
    registryName: options.namespace === undefined ? alias : `${checkNamespace(options.namespace)}.${alias}`,
  };
}

/** `@acme/x` is a scope and a name; every other slash is a path. */
function splitScope(input: string): { readonly scope: string | undefined; readonly path: string } {
  const scoped = /^(@[^/]*)\/([^/]+)\/?$/.exec(input);
  if (scoped?.[1] !== undefined && scoped[2] !== undefined) return { scope: scoped[1], path: scoped[2] };
  return { scope: undefined, path: input };
}

function checkName(name: string): string {
  const problem = findProblem(name);
  if (problem === undefined) return name;
  const suggestion = suggestName(name);
  throw new Refusal(`${JSON.stringify(name)} cannot name a project: ${problem}; try "${suggestion}"`);
}

function findProblem(name: string): string | undefined {
  if (name === "" || name === sep) return "it is empty";
  if (/^[0-9]/.test(name)) return "it begins with a digit";
  if (!NAME.test(name)) return "only letters a-z, digits, and single - or _ between them are possible";
  if (isReservedFileName(name)) return "it is reserved";
  if (splitWords(name).join("-").length > MAX_LENGTH) return `it is longer than ${MAX_LENGTH} characters`;
  return undefined;
}

/** The nearest name that is valid. */
function suggestName(name: string): string {
  const letters = name
    .replaceAll(/ß/g, "ss")
    .replaceAll(/[æÆ]/g, "ae")
    .replaceAll(/[øØ]/g, "o")
    .replaceAll(/[äÄ]/g, "ae")
    .replaceAll(/[öÖ]/g, "oe")
    .replaceAll(/[üÜ]/g, "ue")
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "");
  const words = splitWords(letters.replaceAll(/[^A-Za-z0-9]+/g, "-"));
  const [, digits = "", rest = ""] = /^([0-9]*)(.*)$/.exec(words.join("-")) ?? [];
  const turned = `${rest.replace(/^-+/, "")}${digits}`;
  const valid = (/^[0-9]*$/.test(turned) ? `service${turned}` : turned)
    .slice(0, MAX_LENGTH)
    .replace(/-+$/, "");
  return isReservedFileName(valid) ? `${valid}-service` : valid;
}

function checkScope(scope: string | undefined): void {
  if (scope === undefined || SCOPE.test(scope)) return;
  throw new Refusal(
    `"${scope}" cannot be the scope of a package: small letters and digits are possible; try "@acme"`,
  );
}

function checkNamespace(namespace: string): string {
  if (NAMESPACE.test(namespace)) return namespace;
  throw new Refusal(
    `"${namespace}" cannot be a namespace: small letters, digits, and single dots or hyphens between them are possible; try "go.micro.srv"`,
  );
}
