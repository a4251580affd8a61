/*
 * What `micro add` adds: an edit of the contract and, for a subscriber, of handwritten code. What follows from
 * the contract is `micro generate`'s.
 */

import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Contract, ContractService } from "../contract/contract.js";
import { locateProto, readModules } from "../contract/proto-modules.js";
import type { Manifest } from "../project/manifest.js";
import { Refusal } from "../refusal.js";
import { isTakenClassName } from "../reserved-names.js";
import { capitalize, splitWords } from "../words.js";
import { addMethod, type NewMethod, printEvent, printService, type StreamSide } from "./proto-text.js";

export type Addition =
  | { readonly kind: "service"; readonly name: string }
  | { readonly kind: "method"; readonly name: string; readonly stream?: StreamSide }
  | { readonly kind: "subscriber"; readonly name: string; readonly topic?: string };

/** The project that something is added to, as it is on the bench. */
export interface Bench {
  readonly folder: string;
  readonly contract: Contract;
  readonly manifest: Manifest;
}

/** @returns the path of the `.proto` that was written @throws {Refusal} when it cannot be added */
export async function editContract(addition: Addition, bench: Bench): Promise<string> {
  switch (addition.kind) {
    case "service":
      return await addService(addition.name, bench);
    case "method":
      return await addMethodTo(addition, bench);
    case "subscriber":
      return await addEvent(addition.name, bench);
  }
}

async function addService(name: string, bench: Bench): Promise<string> {
  const words = parseName(name, "service");
  const pascal = pascalCase(words);
  const service = isTakenClassName(pascal) ? `${pascal}Service` : pascal;
  const { packageName, folder } = await homeOf(bench);
  const method = newMethod("Call", { packageName, service, contract: bench.contract });
  checkFree(`${packageName}.${service}`, bench.contract);
  return await writeProto(
    bench,
    `${folder}/${words.join("_")}.proto`,
    printService(packageName, service, method),
  );
}

async function addMethodTo({ name, stream }: Addition & { kind: "method" }, bench: Bench): Promise<string> {
  const [, owner, last = name] = /^(.+)\.([^.]+)$/.exec(name) ?? [];
  const method = pascalCase(parseName(last, "method"));
  const service = await findService(owner, method, bench);
  if (service.methods.some((it) => it.protoName === method)) {
    throw new Refusal(`${service.name}.${method} exists already, in ${service.file}; choose another name`);
  }
  const path = await locateProto(bench.folder, service.file);
  if (path === undefined)
    throw new Refusal(`${service.file} is not in this project; add the method where it is`);
  const file = join(bench.folder, path);
  const { packageName, name: serviceName } = service;
  const added = newMethod(method, { packageName, service: serviceName, contract: bench.contract, stream });
  await writeFile(file, addMethod(await readFile(file, "utf8"), service, added));
  return path;
}

async function addEvent(name: string, bench: Bench): Promise<string> {
  const words = parseName(name, "subscriber");
  const { packageName, folder } = await homeOf(bench);
  checkFree(`${packageName}.${pascalCase(words)}`, bench.contract);
  return await writeProto(
    bench,
    `${folder}/${words.join("_")}.proto`,
    printEvent(packageName, pascalCase(words)),
  );
}

/** The service that a method is meant for: the one that is named, or the only one there is. */
async function findService(
  owner: string | undefined,
  method: string,
  bench: Bench,
): Promise<ContractService> {
  const own: ContractService[] = [];
  for (const it of bench.contract.services) {
    if ((await locateProto(bench.folder, it.file)) !== undefined) own.push(it);
  }
  const fitting = owner === undefined ? own : own.filter((it) => it.name === owner || it.typeName === owner);
  const [found, ...others] = fitting;
  if (found !== undefined && others.length === 0) return found;
  const names = (fitting.length === 0 ? own : fitting).map((it) => it.typeName).join(", ");
  if (own.length === 0)
    throw new Refusal("the contract has no service yet; add one with: micro add service NAME");
  const problem =
    fitting.length === 0 ? `there is no service "${owner}"` : "it is not clear which service is meant";
  throw new Refusal(
    `${problem} (there are: ${names}); for example: micro add method ${own[0]?.name}.${method}`,
  );
}

/** Package and folder of what is new: those of the first service, or those of the project's name. */
async function homeOf({
  folder,
  contract,
  manifest,
}: Bench): Promise<{ packageName: string; folder: string }> {
  for (const service of contract.services) {
    const path = await locateProto(folder, service.file);
    if (path !== undefined) return { packageName: service.packageName, folder: dirname(path) };
  }
  const name = String(manifest.answers.alias).replaceAll("-", "_");
  const [module = "."] = await readModules(folder);
  return { packageName: `${name}.v1`, folder: `${module}/${name}/v1` };
}

interface MethodHome {
  readonly packageName: string;
  readonly service: string;
  readonly contract: Contract;
  readonly stream?: StreamSide | undefined;
}

/** `HelloRequest`, or `GreeterHelloRequest` where that is taken: buf's two standard names. Every service has a `Call`. */
function newMethod(name: string, { packageName, service, contract, stream }: MethodHome): NewMethod {
  const isFree = (base: string) =>
    ["Request", "Response"].every((it) => !contract.typeNames.has(`${packageName}.${base}${it}`));
  const base = (name === "Call" ? [`${service}Call`] : [name, `${service}${name}`]).find(isFree);
  if (base === undefined) {
    throw new Refusal(
      `${name}Request and ${service}${name}Request are both taken in ${packageName}; choose another name`,
    );
  }
  return { name, stream, request: `${base}Request`, response: `${base}Response` };
}

async function writeProto({ folder }: Bench, path: string, text: string): Promise<string> {
  const file = join(folder, path);
  if (existsSync(file)) throw new Refusal(`${path} exists already; choose another name`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return path;
}

function checkFree(typeName: string, { typeNames }: Contract): void {
  if (typeNames.has(typeName)) throw new Refusal(`${typeName} exists already; choose another name`);
}

function parseName(name: string, what: string): string[] {
  if (/^[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*$/.test(name)) return splitWords(name);
  throw new Refusal(
    `${JSON.stringify(name)} cannot name a ${what}: only letters a-z, digits, and single - or _ between them are possible`,
  );
}

function pascalCase(words: readonly string[]): string {
  return words.map(capitalize).join("");
}
