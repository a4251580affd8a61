import { insertAtAnchor, insertImports, type Unplaced } from "./anchor.js";

export const MAIN = "src/main.ts";
const HANDLERS_ANCHOR = "micro:handlers";

/** What main.ts needs to serve something new. */
export interface Registration {
  readonly imports: readonly string[];
  readonly line: string;
}

/** Adds a registration to main.ts. @returns its new text, or what is left for the reader to do */
export function register(main: string | undefined, registration: Registration): string | Unplaced {
  const { imports, line } = registration;
  const imported = main === undefined ? undefined : insertImports(main, imports);
  const text = imported === undefined ? undefined : insertAtAnchor(imported, HANDLERS_ANCHOR, line);
  if (text !== undefined) return text;
  const reason = main === undefined ? "there is no such file" : `it has no line "// ${HANDLERS_ANCHOR}"`;
  return { path: MAIN, reason, snippet: `${[...imports, line].join("\n")}\n` };
}
