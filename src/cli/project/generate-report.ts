import type { Unplaced } from "../../scaffold/contract/anchor.js";
import type { Orphan } from "../../scaffold/contract/orphan.js";
import type { Generated } from "../../scaffold/generate/generate-project.js";
import { type Drift, isCurrent } from "../../scaffold/generate/generated-code.js";

/** What each kind of difference is called. */
export type DriftWords = Readonly<Record<keyof Drift, string>>;

/** `stale    src/gen/greeter/v1/greeter.ts`, a line each. */
export function driftLines(drift: Drift, words: DriftWords): string {
  if (isCurrent(drift)) return "Generated code is current.\n";
  return (["stale", "missing", "foreign"] as const)
    .flatMap((kind) => drift[kind].map((path) => `${words[kind].padEnd(8)} ${path}\n`))
    .join("");
}

/** What was done, or would be, a line each. */
export function generatedLines({ drift, handwritten }: Generated, dryRun: boolean): string {
  const words = dryRun ? PLANNED : DONE;
  const code = driftLines(drift, { stale: words.update, missing: words.create, foreign: words.remove });
  const lines = handwritten.map(
    ({ path, isNew }) => `${(isNew ? words.create : words.add).padEnd(8)} ${path}\n`,
  );
  return `${code}${lines.join("")}${dryRun ? "\nNothing was written.\n" : ""}`;
}

const DONE = { update: "updated", create: "created", remove: "removed", add: "added to" };
const PLANNED = { update: "update", create: "create", remove: "remove", add: "add to" };

/** `src/handler/greeter.ts:12: ...`, a line each: what the reader may delete. */
export function orphanLines(orphans: readonly Orphan[]): string {
  return orphans.map(({ path, line, reason }) => `${path}:${line}: warning: ${reason}; delete it\n`).join("");
}

/** What the reader has to add, as text to copy. */
export function unplacedText(unplaced: readonly Unplaced[]): string {
  return unplaced
    .map(
      ({ path, reason, snippet }) =>
        `cannot add to ${path}: ${reason}; add this yourself:\n\n${snippet.trimEnd()}\n`,
    )
    .join("\n");
}
