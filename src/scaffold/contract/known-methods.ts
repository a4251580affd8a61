/*
 * What the contract had when code was last generated from it: the stubs that are still there say so.
 */
import { join } from "node:path";
import { readIfThere } from "../files/project-files.js";
import type { ContractService } from "./contract.js";

const PATH = /^ +path: "\/([\w.]+)\/(\w+)",/gm;

/** @returns the methods of a service, as the contract names them; undefined when it is new, or nobody knows */
export async function readKnownMethods(
  project: string,
  generated: string,
  { stub, typeName }: ContractService,
): Promise<ReadonlySet<string> | undefined> {
  const text = await readIfThere(join(project, generated, stub.replace(/\.js$/, ".ts")));
  if (!text?.includes(`typeName: "${typeName}",`)) return undefined;
  const paths = [...text.matchAll(PATH)].filter(([, service]) => service === typeName);
  return new Set(paths.map(([, , method = ""]) => method));
}
