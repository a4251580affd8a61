/*
 * From what was asked for to answers: what was not said gets its default, what cannot be is refused.
 */

import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, isAbsolute, join, resolve } from "node:path";
import { checkEndpoints } from "../contract/endpoints.js";
import { type GivenContract, readGivenContract } from "../contract/given-contract.js";
import { foldersAbove } from "../files/folders-above.js";
import { undefinedIfMissing } from "../files/undefined-if-missing.js";
import { Refusal } from "../refusal.js";
import { detectPackageManager, type PackageManager } from "../tools/package-manager.js";
import { quoteWord } from "../tools/quote-word.js";
import {
  type Answers,
  type CiSystem,
  type Kind,
  type ProjectContract,
  type RegistryName,
  registries,
} from "./answers.js";
import { deriveNames, type NameOptions, type Names } from "./names.js";

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
  /** @default "github", and "none" inside another repository: there it would never run */
  readonly ci?: CiSystem;
  /** Adds a Dockerfile. @default true */
  readonly docker?: boolean;
  /** Adds a Kubernetes manifest. @default true */
  readonly kubernetes?: boolean;
  /** A `.proto` of the user's, or a folder of them, to write the project around. @default the template's */
  readonly from?: string;
  /** A folder of the user's that is the whole template. @default the toolkit's own */
  readonly template?: string;
}

/** Where it was typed. */
export interface RequestPlace {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** @throws {Refusal} when no project can be made of it */
export async function answerRequest(request: NewRequest, place: RequestPlace): Promise<Answers> {
  const { target, kind = "service", name, namespace } = request;
  const spelling = { cwd: place.cwd, ...(namespace !== undefined && { namespace }) };
  const names = deriveNames(target, { ...spelling, ...(name !== undefined && { name }) });
  const contract = await chooseContract(request, { names, spelling, place });
  return {
    kind,
    names: kind === "web" ? besides(names, contract.target) : names,
    namespace,
    contract,
    registry: checkRegistry(request.registry ?? "mdns"),
    packageManager: request.packageManager ?? (await detectPackageManager(names.directory, place.env)),
    ci: request.ci ?? (isInRepository(names.directory) ? "none" : "github"),
    docker: decide("docker", request.docker, { kind, kinds: imaged }),
    kubernetes: decide("k8s", request.kubernetes, { kind, kinds: deployed }),
    template: await checkTemplate(request.template, place.cwd),
    command: printCommand(portable(request, names)),
  };
}

/** The kinds that run somewhere. */
const imaged: readonly Kind[] = ["service", "function", "api", "web"];

/** The kinds that keep running there. */
const deployed: readonly Kind[] = ["service", "api", "web"];

/** @throws {Refusal} when a project is to have what its kind has no use for */
function decide(
  flag: string,
  wish: boolean | undefined,
  { kind, kinds }: { readonly kind: Kind; readonly kinds: readonly Kind[] },
): boolean {
  const isUseful = kinds.includes(kind);
  if (wish === true && !isUseful)
    throw new Refusal(`--${flag}: a ${kind} has none; it is for --type ${kinds.join(", ")}`);
  return wish ?? isUseful;
}

interface ContractChoice {
  readonly names: Names;
  readonly spelling: NameOptions;
  readonly place: RequestPlace;
}

/** A project answers its own contract; a page or a client calls that of `micro new greeter`. */
async function chooseContract(request: NewRequest, choice: ContractChoice): Promise<ProjectContract> {
  const { kind = "service", from } = request;
  const { names, spelling, place } = choice;
  if (from === undefined) {
    const owner = kind === "web" || kind === "client" ? deriveNames("greeter", spelling) : names;
    return { names: owner, target: owner.registryName, given: undefined };
  }
  if (kind === "web")
    throw new Refusal("--from: a page calls the greeter; use --type client, or --type service");
  if (request.template !== undefined) throw new Refusal("--from and --template exclude each other; use one");
  const read = await readGivenContract(from, place.cwd, place.signal);
  const given = { ...read, from: withoutPlace(from) };
  if (kind !== "client") checkEndpoints(given.services);
  const owner = kind === "client" ? deriveNames(ownerOf(given), spelling) : names;
  return { names, target: owner.registryName, given };
}

/** Whether a folder is inside a repository that is not its own. */
function isInRepository(directory: string): boolean {
  return foldersAbove(directory).some((it) => existsSync(join(it, ".git")));
}

/** A page is registered, too: called like the service that it calls, it would be called in its stead. */
function besides(names: Names, target: string): Names {
  return names.registryName === target ? { ...names, registryName: `${target}-web` } : names;
}

/** What the service of a contract is probably called: `user-api` for the package `acme.user_api.v1`. */
function ownerOf({ services }: GivenContract): string {
  const [first] = services;
  const parts = (first?.packageName ?? "").split(".").filter((it) => it !== "" && !/^v[0-9]+/.test(it));
  return (parts.at(-1) ?? first?.alias ?? "service").replaceAll("_", "-");
}

async function checkTemplate(template: string | undefined, cwd: string): Promise<string | undefined> {
  if (template === undefined) return undefined;
  const folder = resolve(cwd, template);
  if ((await stat(folder).catch(undefinedIfMissing))?.isDirectory()) return folder;
  throw new Refusal(
    `--template ${template}: there is no such folder; only folders of this machine can be templates`,
  );
}

function checkRegistry(name: string): RegistryName {
  const registry = registries.find((it) => it === name);
  if (registry !== undefined) return registry;
  throw new Refusal(`--registry ${name}: there is no such registry; use one of ${registries.join(", ")}`);
}

/** As it can be asked for elsewhere: on another machine an absolute path means nothing, and `..` another folder. */
function portable(request: NewRequest, { directory }: Names): NewRequest {
  const { target, from, template } = request;
  const isElsewhere = isAbsolute(target) || /^\.\.(?:[\\/]|$)/.test(target);
  return {
    ...request,
    target: isElsewhere ? basename(directory) : target,
    ...(from !== undefined && { from: withoutPlace(from) }),
    ...(template !== undefined && { template: withoutPlace(template) }),
  };
}

function withoutPlace(path: string): string {
  return isAbsolute(path) ? basename(path) : path;
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
    from: request.from,
    template: request.template,
  };
  for (const [flag, value] of Object.entries(texts)) if (value !== undefined) words.push(`--${flag}`, value);
  const switches = { docker: request.docker, k8s: request.kubernetes };
  for (const [flag, value] of Object.entries(switches)) if (value === false) words.push(`--no-${flag}`);
  return words.map(quoteWord).join(" ");
}
