import { findAnchor, insertAtAnchor, type Unplaced } from "./anchor.js";
import { inStyleOf, insertImports } from "./imports.js";

export const MAIN = "src/main.ts";
const HANDLERS_ANCHOR = "micro:handlers";

/** What main.ts needs to serve something new. */
export interface Registration {
  readonly imports: readonly string[];
  readonly line: string;
}

/** Adds a registration to main.ts. @returns its new text, or what is left for the reader to do */
export function register(main: string | undefined, { imports, line }: Registration): string | Unplaced {
  const unplaced = (reason: string) => ({
    path: MAIN,
    reason,
    snippet: `${[...imports, line].join("\n")}\n`,
  });
  if (main === undefined) return unplaced("there is no such file");
  const imported = insertImports(main, imports);
  if (imported === undefined) return unplaced("it begins with no import to put others after");
  const anchor = findAnchor(imported, HANDLERS_ANCHOR);
  if (anchor === undefined) return unplaced(`it has no line "// ${HANDLERS_ANCHOR}", or more than one`);
  return insertAtAnchor(imported, anchor, inStyleOf(main, line));
}
