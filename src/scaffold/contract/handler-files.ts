/*
 * Which handwritten file serves which service of the contract, and what it defines. Such files are read as text:
 * what cannot be told from it is left to the compiler, which has the last word anyway.
 */
import { join } from "node:path";
import type { PlannedFile } from "../files/file-plan.js";
import { listFiles, readPlanned } from "../files/project-files.js";
import { findAnchor } from "./anchor.js";
import type { ContractService } from "./contract.js";
import { readImports } from "./imports.js";

export const HANDLER_FOLDER = "src/handler";
export const METHODS_ANCHOR = "micro:methods";

/** A file of handwritten code. */
export interface HandwrittenCode {
  /** `src/handler/greeter.ts` */
  readonly path: string;
  readonly text: string;
  readonly mode: PlannedFile["mode"];
}

/** The modules below `src`, but for generated ones and tests. */
export async function readHandwritten(project: string, generated: string): Promise<HandwrittenCode[]> {
  const paths = (await listFiles(join(project, "src")))
    .map((it) => `src/${it}`)
    .filter((it) => /(?<!\.test|\.d)\.ts$/.test(it) && !it.startsWith(`${generated}/`));
  return await Promise.all(
    paths.map(async (path) => {
      const { contents, mode } = await readPlanned(join(project, path));
      return { path, text: contents.toString(), mode };
    }),
  );
}

/** Whether some code registers a service, wherever its handler is. */
export function isRegistered({ register }: ContractService, files: readonly HandwrittenCode[]): boolean {
  return files.some(({ text }) => hasWord(text, register));
}

/** The file that imports the service's handler interface, whatever it is called; of several, the one that has an anchor. */
export function findHandler(
  { stub, handlerType }: ContractService,
  files: readonly HandwrittenCode[],
): HandwrittenCode | undefined {
  const module = stub.replace(/\.js$/, "");
  const found = files.filter(({ text }) =>
    readImports(text).some(
      ({ from, clause }) =>
        `/${from.replace(/\.[jt]s$/, "")}`.endsWith(`/${module}`) && hasWord(clause, handlerType),
    ),
  );
  return found.find(({ text }) => findAnchor(text, METHODS_ANCHOR) !== undefined) ?? found[0];
}

/**
 * Where a method is defined, to all appearance.
 *
 * @returns the number of its line, counted from 1
 */
export function findDefinition(name: string, text: string): number | undefined {
  const word = name.replaceAll("$", "\\$");
  const start =
    "(?:^|[{,;])[ \\t]*(?:(?:public|protected|override|readonly|async|static)\\b[ \\t]*)*\\*?[ \\t]*";
  const definition = new RegExp(`${start}${word}[ \\t]*(?:[(:<=,}?]|$)`);
  // What ends in a semicolon after a parenthesis is a call.
  const call = new RegExp(`^[ \\t]*${word}\\(.*\\);[ \\t]*$`);
  const lines = text.split(/\r?\n/).map((it) => it.replace(/\/\/.*$/, ""));
  const index = lines.findIndex((it) => definition.test(it) && !call.test(it));
  return index < 0 ? undefined : index + 1;
}

/** Whether an object or a class takes members from elsewhere: `...base`, `extends Base`. */
export function inherits({ text }: HandwrittenCode): boolean {
  return /\.\.\.[\w$(]|\bextends\b|\bObject\.assign\b/.test(text);
}

function hasWord(text: string, word: string): boolean {
  return new RegExp(`(?<![\\w$])${word.replaceAll("$", "\\$")}(?![\\w$])`).test(text);
}
