import type { ContractService } from "./contract.js";
import type { HandwrittenCode } from "./handler-files.js";
import type { Orphan } from "./orphan.js";

/**
 * Finds what a handler defines and none of its services has.
 *
 * It is read line by line, as a formatter lays it out, and only in the object that holds the anchor: a class may have
 * methods of its own. The compiler has the last word.
 */
export function orphanMethods(
  services: readonly ContractService[],
  { path, text }: Pick<HandwrittenCode, "path" | "text">,
  anchor: string,
): Orphan[] {
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
    if (name === undefined || known.has(name)) return [];
    const reason = `the contract has no method that ${name} answers`;
    return [{ path, line: start + 2 + index, name, reason }];
  });
}
