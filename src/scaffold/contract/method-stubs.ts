/*
 * Stubs of new methods in a handler that someone else has written, and their tests.
 */

import type { PlannedFile } from "../files/file-plan.js";
import { splitWords } from "../words.js";
import { findAnchor, insertAtAnchor, isInClass, type Unplaced } from "./anchor.js";
import type { ContractMethod, ContractService } from "./contract.js";
import { type MethodStubs, methodCode, stubTestCode } from "./handler-code.js";
import { type HandwrittenCode, METHODS_ANCHOR } from "./handler-files.js";
import { insertImports, readImports } from "./imports.js";

const FRAMEWORK = "@ts-micro/framework";

/** @returns the handler's new text, or what is left for the reader to do */
export function addStubs({ path, text }: HandwrittenCode, stubs: MethodStubs): string | Unplaced {
  const anchor = findAnchor(text, METHODS_ANCHOR);
  if (anchor === undefined) {
    const reason = `it has no line "// ${METHODS_ANCHOR}", or more than one`;
    return { path, reason, snippet: methodCode(stubs, { inClass: false }) };
  }
  const snippet = methodCode(stubs, { inClass: isInClass(text, anchor) });
  return importUnimplemented(insertAtAnchor(text, anchor, snippet));
}

function importUnimplemented(text: string): string {
  const isImported = readImports(text).some(
    ({ from, clause }) => from === FRAMEWORK && /(?<!type )\bunimplemented\b/.test(clause),
  );
  if (isImported) return text;
  return insertImports(text, [`import { unimplemented } from "${FRAMEWORK}";`]) ?? text;
}

/** A test of one stub. @returns undefined where it is not clear what the handler is called */
export function stubTest(
  { path, text }: HandwrittenCode,
  { service, method }: { readonly service: ContractService; readonly method: ContractMethod },
): { readonly path: string; readonly file: PlannedFile } | undefined {
  const anchor = findAnchor(text, METHODS_ANCHOR);
  const before = text.slice(0, anchor?.index ?? 0);
  const handlerName = [...before.matchAll(/^export const ([\w$]+)[^\n]*=/gm)].at(-1)?.[1];
  if (anchor === undefined || handlerName === undefined || isInClass(text, anchor)) return undefined;
  const test = `test/${service.alias}-${splitWords(method.protoName).join("-")}.test.ts`;
  const contents = stubTestCode([method], { handlerName, handler: path, test });
  return { path: test, file: { contents, mode: 0o644 } };
}
