/*
 * Which handwritten files a project gains when its contract has grown: a handler for a service that no code serves,
 * and stubs for the methods that a served one has gained since code was last generated.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { FilePlan, PlannedFile } from "../files/file-plan.js";
import type { Unplaced } from "./anchor.js";
import type { ContractMethod, ContractService } from "./contract.js";
import { checkEndpoints } from "./endpoints.js";
import { freeAlias, localName } from "./free-alias.js";
import { type CodePlaces, handlerCode, handlerRegistration, handlerTestCode } from "./handler-code.js";
import {
  findDefinition,
  findHandler,
  HANDLER_FOLDER,
  type HandwrittenCode,
  inherits,
  isRegistered,
  readHandwritten,
} from "./handler-files.js";
import { readKnownMethods } from "./known-methods.js";
import { addStubs, stubTest } from "./method-stubs.js";
import { MAIN, register } from "./registration.js";

export interface HandlerPlan {
  /** New files, and files with something added. */
  readonly files: FilePlan;
  /** What could not be added where it belongs. */
  readonly unplaced: readonly Unplaced[];
}

export interface HandlerPlanInput {
  readonly project: string;
  readonly services: readonly ContractService[];
  /** The folder of generated code, as it was generated last: `src/gen` */
  readonly generated: string;
  /** The name in the registry, for messages. */
  readonly registryName: string;
}

/** @throws {Refusal} when no one service can answer the contract */
export async function planHandlers(input: HandlerPlanInput): Promise<HandlerPlan> {
  checkEndpoints(input.services);
  const { project, generated } = input;
  const work: Work = {
    ...input,
    existing: await readHandwritten(project, generated),
    files: new Map(),
    unplaced: [],
  };
  for (const service of input.services) {
    if (!isRegistered(service, work.existing)) addHandler(service, work);
    else await addNewMethods(service, work);
  }
  return work;
}

interface Work extends HandlerPlanInput {
  readonly existing: readonly HandwrittenCode[];
  readonly files: Map<string, PlannedFile>;
  readonly unplaced: Unplaced[];
}

/** Only what is new gets a stub: of all else the compiler knows better whether it is there. */
async function addNewMethods(service: ContractService, work: Work): Promise<void> {
  const { project, generated, registryName, existing, files, unplaced } = work;
  const handler = findHandler(service, existing);
  const known = await readKnownMethods(project, generated, service);
  if (handler === undefined || known === undefined) return;
  // One file may serve two services.
  const current = { ...handler, text: textOf(files.get(handler.path)) ?? handler.text };
  const methods = service.methods.filter(
    (it) => !known.has(it.protoName) && !isDefined(it, current, existing),
  );
  if (methods.length === 0) return;
  const text = addStubs(current, { service, methods, registryName });
  if (typeof text !== "string") {
    unplaced.push(text);
    return;
  }
  files.set(handler.path, { contents: text, mode: handler.mode });
  for (const method of methods) {
    const test = stubTest(current, { service, method });
    if (test !== undefined && !existsSync(join(project, test.path))) files.set(test.path, test.file);
  }
}

/** Someone may have written it before generating, in the handler itself or in what that is made of. */
function isDefined(
  { name }: ContractMethod,
  handler: HandwrittenCode,
  all: readonly HandwrittenCode[],
): boolean {
  const places = inherits(handler) ? all : [handler];
  return places.some(({ text }) => findDefinition(name, text) !== undefined);
}

/** A new service gets a handler, its test, and its place in main.ts. */
function addHandler(service: ContractService, work: Work): void {
  const { project, generated, registryName, files } = work;
  const isFree = (path: string) => !files.has(path) && !existsSync(join(project, path));
  const alias = freeAlias(service, (it) => isFree(`${HANDLER_FOLDER}/${it}.ts`));
  const places: CodePlaces = {
    name: localName(service, alias),
    generated,
    registryName,
    handler: `${HANDLER_FOLDER}/${alias}.ts`,
    test: `test/${alias}.test.ts`,
  };
  files.set(places.handler, { contents: handlerCode(service, places), mode: 0o644 });
  if (service.methods.length > 0 && isFree(places.test)) {
    files.set(places.test, { contents: handlerTestCode(service, places), mode: 0o644 });
  }
  addRegistration(service, places, work);
}

function addRegistration(
  service: ContractService,
  places: CodePlaces,
  { existing, files, unplaced }: Work,
): void {
  const main = existing.find(({ path }) => path === MAIN);
  const result = register(textOf(files.get(MAIN)) ?? main?.text, handlerRegistration(service, places));
  if (typeof result === "string") files.set(MAIN, { contents: result, mode: main?.mode ?? 0o644 });
  else unplaced.push(result);
}

function textOf(file: PlannedFile | undefined): string | undefined {
  return file?.contents.toString();
}
