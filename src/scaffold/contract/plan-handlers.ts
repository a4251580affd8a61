/*
 * Which handwritten files a project gains when its contract has grown.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PlannedFile } from "../files/file-plan.js";
import { insertAtAnchor, type Unplaced } from "./anchor.js";
import type { ContractService } from "./contract.js";
import { freeAlias, localName } from "./free-alias.js";
import {
  type CodePlaces,
  handlerCode,
  handlerRegistration,
  handlerTestCode,
  methodCode,
} from "./handler-code.js";
import {
  findHandler,
  HANDLER_FOLDER,
  type HandlerFile,
  missingMethods,
  readHandlerFiles,
} from "./handler-files.js";
import { type OrphanMethod, orphanMethods } from "./orphan-methods.js";
import { MAIN, register } from "./registration.js";

const METHODS_ANCHOR = "micro:methods";

export interface HandlerPlan {
  /** New files, and files with something added. */
  readonly files: Map<string, PlannedFile>;
  /** What could not be added where it belongs. */
  readonly unplaced: Unplaced[];
  /** What is left for its owner to delete. */
  readonly orphans: OrphanMethod[];
}

export interface HandlerPlanInput {
  readonly project: string;
  readonly services: readonly ContractService[];
  /** The folder of generated code: `src/gen` */
  readonly generated: string;
  /** The name in the registry, for messages. */
  readonly registryName: string;
}

export async function planHandlers(input: HandlerPlanInput): Promise<HandlerPlan> {
  const plan: HandlerPlan = { files: new Map(), unplaced: [], orphans: [] };
  const existing = await readHandlerFiles(input.project);
  const taken = new Set(existing.map((it) => it.path));
  for (const service of input.services) {
    const handler = findHandler(service, existing);
    if (handler !== undefined) addMethods(service, handler, { plan, input });
    else await addHandler(service, { plan, input, taken });
  }
  for (const file of existing) {
    const services = input.services.filter((it) => findHandler(it, existing) === file);
    const text = String(plan.files.get(file.path)?.contents ?? file.text);
    if (services.length > 0) plan.orphans.push(...orphanMethods(services, { ...file, text }, METHODS_ANCHOR));
  }
  return plan;
}

interface Work {
  readonly plan: HandlerPlan;
  readonly input: HandlerPlanInput;
}

function addMethods(service: ContractService, handler: HandlerFile, { plan, input }: Work): void {
  // One file may serve two services.
  const planned = plan.files.get(handler.path);
  const current = planned === undefined ? handler.text : String(planned.contents);
  const missing = missingMethods(service, { ...handler, text: current });
  if (missing.length === 0) return;
  const snippet = methodCode(service, missing, input.registryName);
  const text = insertAtAnchor(current, METHODS_ANCHOR, snippet);
  if (text === undefined) {
    plan.unplaced.push({ path: handler.path, reason: `it has no line "// ${METHODS_ANCHOR}"`, snippet });
    return;
  }
  plan.files.set(handler.path, { contents: importUnimplemented(text), mode: 0o644 });
}

/** A new service gets a handler, its test, and its place in main.ts. */
async function addHandler(service: ContractService, work: Work & { taken: Set<string> }): Promise<void> {
  const { plan, input, taken } = work;
  const name = freeAlias(service, (it) => !taken.has(`${HANDLER_FOLDER}/${it}.ts`));
  const places: CodePlaces = {
    name: localName(service, name),
    generated: input.generated,
    registryName: input.registryName,
    handler: `${HANDLER_FOLDER}/${name}.ts`,
    test: `test/${name}.test.ts`,
  };
  taken.add(places.handler);
  plan.files.set(places.handler, { contents: handlerCode(service, places), mode: 0o644 });
  if (service.methods.length > 0 && (await readText(input.project, places.test)) === undefined) {
    plan.files.set(places.test, { contents: handlerTestCode(service, places), mode: 0o644 });
  }
  await addRegistration(service, places, work);
}

async function addRegistration(
  service: ContractService,
  places: CodePlaces,
  { plan, input }: Work,
): Promise<void> {
  const planned = plan.files.get(MAIN);
  const main = planned === undefined ? await readText(input.project, MAIN) : String(planned.contents);
  const result = register(main, handlerRegistration(service, places));
  if (typeof result === "string") plan.files.set(MAIN, { contents: result, mode: 0o644 });
  else plan.unplaced.push(result);
}

function importUnimplemented(text: string): string {
  if (/^import\b[^;]*\bunimplemented\b[^;]*;/m.test(text)) return text;
  return `import { unimplemented } from "@ts-micro/framework";\n${text}`;
}

async function readText(project: string, path: string): Promise<string | undefined> {
  return await readFile(join(project, path), "utf8").catch(() => undefined);
}
