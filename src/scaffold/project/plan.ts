/*
 * From answers to files: pure, in memory. Which files a project has is decided here; what is in them, in the templates.
 */

import { basename, join } from "node:path";
import type { TemplateContext } from "../../templating/render-text.js";
import { templatesFolder } from "../../templating/templates-folder.js";
import type { ContractService } from "../contract/contract.js";
import { freeAlias, importAs, localName, variableOf } from "../contract/free-alias.js";
import type { GivenContract } from "../contract/given-contract.js";
import { checkPlan, type FilePlan } from "../files/file-plan.js";
import { commandsOf } from "../tools/package-manager.js";
import { type Answers, type Kind, kinds, type ProjectContract, servesCalls } from "./answers.js";
import { type DependencySources, listDependencies, listDevDependencies } from "./dependencies.js";
import { findCall, tryIt } from "./next-steps.js";
import { registryPlugin } from "./registry-plugin.js";
import { renderTemplate, type Template } from "./template.js";

/** The folders of `templates/new/` that make a project of each kind, one laid over the other. */
const layers: Readonly<Record<Kind, readonly string[]>> = {
  service: ["contract", "service"],
  function: ["contract", "function"],
  api: ["contract", "service", "http", "api"],
  web: ["contract", "web"],
  client: ["contract", "client"],
};

/** Around a contract that is there already, less is written and more is generated. */
const layersOfGiven: Readonly<Record<Kind, readonly string[]>> = {
  service: ["bare"],
  function: ["bare"],
  api: ["http", "bare"],
  web: [],
  client: ["client-of"],
};

/** The folders of templates of a project. */
export function templateFolders({ kind, contract, packageManager, template }: Answers): string[] {
  if (template !== undefined) return [template];
  const { given } = contract;
  const own = given === undefined ? layers[kind] : layersOfGiven[kind].filter((it) => !brings(given, it));
  return ["project", ...own, packageManager].map((it) => join(templatesFolder(), "new", it));
}

/** A contract may come with the annotations that the template would have added. */
function brings({ files }: GivenContract, layer: string): boolean {
  return layer === "http" && files.has("proto/google/api/annotations.proto");
}

/** Where a service listens in a container. Development takes any free port. */
const PORT = "8080";

/** The release line of Node that images have and developers are led to; package.json says what else will do. */
const NODE = "24";

export interface PlanInput extends DependencySources {
  /** The template of the kind of project. */
  readonly template: Template;
}

/** Every file of a project but those that are generated from its `.proto`. */
export function planProject(answers: Answers, input: PlanInput): FilePlan {
  const wanted = [...input.template].filter(([path]) => isWanted(path, answers));
  const rendered = renderTemplate(new Map(wanted), createContext(answers, input));
  const plan = new Map([...rendered, ...(answers.contract.given?.files ?? [])]);
  checkPlan(plan);
  return plan;
}

/** Templates of the user's own have what they have. */
function isWanted(path: string, { template, ci, docker, kubernetes }: Answers): boolean {
  if (template !== undefined) return true;
  if (path.startsWith(".github/")) return ci === "github";
  if (path.startsWith("Dockerfile") || path.startsWith(".dockerignore")) return docker;
  if (path.startsWith("k8s/")) return kubernetes;
  return true;
}

/** How a client calls the first of its services: `clients.store.get`; empty where there is nothing to call. */
function exampleCall(services: readonly ContractService[]): string {
  const called = findCall(services);
  if (called === undefined) return "";
  const { variable } = describeServices(services)[services.indexOf(called.service)] ?? {};
  return `clients.${variable}.${called.method.name}`;
}

/** The values that the templates of a project may use. */
export function createContext(answers: Answers, input: DependencySources): TemplateContext {
  const { kind, contract, registry, ci, docker, kubernetes, packageManager } = answers;
  const { directory: _, ...names } = answers.names;
  const { given } = contract;
  const serves = kind === "service" || kind === "function" || kind === "api";
  return {
    ...names,
    ...pickContractNames(contract),
    target: contract.target,
    given: given !== undefined,
    services: describeServices(given?.services ?? []),
    untested: serves && given !== undefined && findCall(given.services) === undefined,
    exampleCall: exampleCall(given?.services ?? []),
    thirdParty: templateFolders(answers).some((it) => basename(it) === "http"),
    is: Object.fromEntries(kinds.map((it) => [it, it === kind])),
    serves: servesCalls(kind),
    create: kind === "function" ? "createFunction" : "createService",
    tryIt: tryIt(answers),
    command: answers.command,
    packageManager: { ...commandsOf(packageManager) },
    npm: packageManager === "npm",
    port: PORT,
    node: NODE,
    addressVariable: kind === "web" ? "WEB_ADDRESS" : "MICRO_SERVER_ADDRESS",
    docker,
    kubernetes,
    github: ci === "github",
    vendored: Object.values(input.specs).some((spec) => spec.startsWith("file:")),
    dependencies: listDependencies(answers, input).map((it) => ({ ...it })),
    devDependencies: listDevDependencies(input).map((it) => ({ ...it })),
    plugin: { ...(registryPlugin(registry) ?? noPlugin) },
    framework: input.specs["@ts-micro/framework"],
  };
}

/** What templates see of a project without one. */
const noPlugin = { name: "", package: "", title: "", address: "", inCluster: false };

function pickContractNames({ names }: ProjectContract): TemplateContext {
  const { protoName, protoPackage, service, variable } = names;
  return { protoName, protoPackage, service, variable };
}

/** What templates say of the services of a contract; those of one name are told apart. */
function describeServices(services: readonly ContractService[]): TemplateContext[] {
  const taken = new Set<string>();
  return services.map((service) => {
    const alias = freeAlias(service, (it) => !taken.has(it));
    taken.add(alias);
    const { name, register, stub, methods } = service;
    const local = localName(service, alias);
    const create = `create${local}Client`;
    const registerAs = local === name ? register : `register${local}Handler`;
    return {
      name: local,
      variable: variableOf(local),
      stub,
      unary: methods.find(({ kind }) => kind === "unary")?.name ?? "",
      create,
      clientImports: `${importAs(`create${name}Client`, create)}, type ${importAs(`${name}Client`, `${local}Client`)}`,
      register: registerAs,
      registerImport: importAs(register, registerAs),
    };
  });
}
