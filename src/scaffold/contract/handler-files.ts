/*
 * Which handwritten file serves which service of the contract, and what it lacks.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { listFiles } from "../files/project-files.js";
import type { ContractMethod, ContractService } from "./contract.js";

export const HANDLER_FOLDER = "src/handler";

/** A file of handwritten code. */
export interface HandlerFile {
  /** `src/handler/greeter.ts` */
  readonly path: string;
  readonly text: string;
}

export async function readHandlerFiles(project: string): Promise<HandlerFile[]> {
  const paths = (await listFiles(join(project, HANDLER_FOLDER))).filter((it) =>
    /(?<!\.test|\.d)\.ts$/.test(it),
  );
  return await Promise.all(
    paths.map(async (it) => {
      const path = `${HANDLER_FOLDER}/${it}`;
      return { path, text: await readFile(join(project, path), "utf8") };
    }),
  );
}

/** The file that imports the service's handler interface, whatever it is called. */
export function findHandler(
  service: ContractService,
  files: readonly HandlerFile[],
): HandlerFile | undefined {
  return files.find(
    ({ text }) => text.includes(`/${service.stub}"`) && new RegExp(`\\b${service.handlerType}\\b`).test(text),
  );
}

/**
 * The methods that a handler does not define.
 *
 * It is read line by line, as a formatter lays it out: the compiler has the last word.
 */
export function missingMethods(service: ContractService, { text }: HandlerFile): ContractMethod[] {
  return service.methods.filter(({ name }) => {
    const word = name.replaceAll("$", "\\$");
    const definition = `^[ \\t]*(?:(?:public|override|readonly|async|static)[ \\t]+)*\\*?[ \\t]*${word}[ \\t]*(?:[(:<=,]|$)`;
    return !new RegExp(definition, "m").test(text);
  });
}
