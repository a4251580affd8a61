import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, parseDocument } from "yaml";
import { readIfThere } from "../files/project-files.js";
import { withBuf } from "../tools/buf.js";

/** Which files need not keep which of buf's rules: `RPC_PASCAL_CASE` of `proto/store.proto`. */
export type LintExceptions = Readonly<Record<string, readonly string[]>>;

/** What buf would object to today, file by file. */
export async function findLintExceptions(project: string, signal?: AbortSignal): Promise<LintExceptions> {
  const found = await withBuf({ folder: project, signal }, async (buf) => {
    try {
      await buf(["lint"]);
      return "";
    } catch {
      signal?.throwIfAborted();
      return await buf(["lint", "--error-format=config-ignore-yaml"]).catch((error: Error) => error.message);
    }
  });
  const rules = Object.entries(exceptionsIn(found.slice(found.indexOf("version:"))));
  return Object.fromEntries(rules.map(([rule, paths]) => [rule, paths.map((it) => `proto/${it}`)]));
}

/** The exceptions that a project's buf.yaml has. */
export async function readLintExceptions(project: string): Promise<LintExceptions> {
  return exceptionsIn((await readIfThere(join(project, CONFIG))) ?? "");
}

/**
 * Lets a contract that was there before the project be as it is. What is added later is held to the rules: nothing is
 * excepted twice.
 */
export async function exceptFromLint(project: string, exceptions: LintExceptions): Promise<void> {
  if (Object.keys(exceptions).length === 0) return;
  const file = join(project, CONFIG);
  const config = parseDocument(await readFile(file, "utf8"));
  config.setIn(["lint", "ignore_only"], exceptions);
  await writeFile(file, config.toString());
}

const CONFIG = "buf.yaml";

function exceptionsIn(config: string): LintExceptions {
  const read: { lint?: { ignore_only?: LintExceptions } } | null = parse(config);
  return read?.lint?.ignore_only ?? {};
}
