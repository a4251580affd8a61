import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Buf } from "../tools/buf.js";
import { withoutComments } from "./without-comments.js";

/** What `buf build --error-format json` says on a line. */
interface Problem {
  readonly path?: string;
  readonly start_line?: number;
  readonly start_column?: number;
  readonly end_line?: number;
  readonly message: string;
}

/** A file that is not there. */
export interface MissingImport {
  /** `google/api/http.proto` */
  readonly name: string;
  /** The file that names it. */
  readonly by: string;
}

const MISSING = "imported file does not exist";

/**
 * Compiles the `.proto` files of a folder.
 *
 * @returns the imports that are not there; none when all compiles
 * @throws {Error} with what else buf finds wrong
 */
export async function findMissingImports(buf: Buf, folder: string): Promise<MissingImport[]> {
  const said = await buf(["build", "--error-format", "json"]).then(
    () => "",
    (error: Error) => error.message,
  );
  if (said === "") return [];
  const lines = said.split("\n").filter((it) => it.startsWith("{"));
  const problems = lines.map((it): Problem => JSON.parse(it));
  const missing = problems.filter(({ message }) => message === MISSING);
  // What is in files that are missing is missing, too: of that it is too early to speak.
  if (missing.length === 0) throw new Error(problems.length === 0 ? said : problems.map(print).join("\n"));
  return (await Promise.all(missing.map((it) => readImports(it, folder)))).flat();
}

/** buf says where an import is, but not of what. A line may hold more than one: those are looked for as well. */
async function readImports({ path = "", ...span }: Problem, folder: string): Promise<MissingImport[]> {
  const { start_line: start = 1, end_line: end = start } = span;
  const text = withoutComments(await readFile(join(folder, path), "utf8"));
  const lines = text.split("\n").slice(start - 1, end);
  const imports = lines.join("\n").matchAll(/\bimport\s+(?:public\s+|weak\s+|option\s+)?["']([^"']+)["']/g);
  return [...imports].map(([, name = ""]) => ({ name, by: path }));
}

function print({ path, start_line, start_column, message }: Problem): string {
  return path === undefined ? message : `${path}:${start_line}:${start_column}: ${message}`;
}
