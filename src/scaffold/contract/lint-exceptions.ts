import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, parseDocument } from "yaml";
import { withBuf } from "../tools/buf.js";

/**
 * Lets a contract that was there before the project be as it is: what buf would object to today is excepted in
 * buf.yaml, file by file. What is added later is held to the rules.
 */
export async function exceptFromLint(project: string, signal?: AbortSignal): Promise<void> {
  const found = await withBuf({ folder: project, signal }, async (buf) => {
    try {
      await buf(["lint"]);
      return "";
    } catch {
      signal?.throwIfAborted();
      return await buf(["lint", "--error-format=config-ignore-yaml"]).catch((error: Error) => error.message);
    }
  });
  if (found === "") return;
  const { lint }: { lint: { ignore_only: Record<string, string[]> } } = parse(
    found.slice(found.indexOf("version:")),
  );
  const file = join(project, "buf.yaml");
  const config = parseDocument(await readFile(file, "utf8"));
  const rules = Object.entries(lint.ignore_only).map(([rule, paths]) => [
    rule,
    paths.map((it) => `proto/${it}`),
  ]);
  config.setIn(["lint", "ignore_only"], Object.fromEntries(rules));
  await writeFile(file, config.toString());
}
