import type { ContractService } from "./contract.js";
import type { HandlerFile } from "./handler-files.js";

/** Handwritten code for a method that the contract does not have, or not any more. */
export interface OrphanMethod {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly name: string;
}

/**
 * Finds what a handler defines and none of its services has.
 *
 * It is read line by line, as a formatter lays it out, and only in the object that holds the anchor: a class may have
 * methods of its own. The compiler has the last word.
 */
export function orphanMethods(
  services: readonly ContractService[],
  { path, text }: HandlerFile,
  anchor: string,
): OrphanMethod[] {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((it) => it.trimStart().startsWith(`// ${anchor}`));
  const indent = /^[ \t]*/.exec(lines[end] ?? "")?.[0] ?? "";
  const start = lines.findLastIndex((it, index) => index < end && it !== "" && !it.startsWith(indent));
  // What begins there is an object, and not a class.
  if (end < 0 || indent === "" || !/[=(]\s*\{$/.test(lines[start] ?? "")) return [];
  const known = new Set(services.flatMap((it) => it.methods.map(({ name }) => name)));
  return lines.slice(start + 1, end).flatMap((it, index) => {
    const definition = it.startsWith(indent) ? it.slice(indent.length) : "";
    const name = /^(?:async[ \t]+)?(?:\*[ \t]*)?([A-Za-z_$][\w$]*)[ \t]*[(:<,]/.exec(definition)?.[1];
    return name === undefined || known.has(name) ? [] : [{ path, line: start + 2 + index, name }];
  });
}
