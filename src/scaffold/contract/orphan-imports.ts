import { posix } from "node:path";
import type { FilePlan } from "../files/file-plan.js";
import type { HandwrittenCode } from "./handler-files.js";
import { type Import, readImports } from "./imports.js";
import type { Orphan } from "./orphan.js";

/** Modules that are no longer generated, and names that they no longer have. */
export function orphanImports(
  { path, text }: HandwrittenCode,
  { generated, code }: { readonly generated: string; readonly code: FilePlan },
): Orphan[] {
  return readImports(text).flatMap((it) => {
    const module = posix.join(posix.dirname(path), it.from).replace(/\.js$/, ".ts");
    if (!module.startsWith(`${generated}/`) || !module.endsWith(".micro.ts")) return [];
    const line = text.slice(0, it.start).split("\n").length;
    const stub = code.get(module)?.contents.toString();
    if (stub === undefined) {
      const name = protoOf(module, generated);
      return [{ path, line, name, reason: `the contract no longer has ${name}` }];
    }
    return namesOf(it)
      .filter((name) => !new RegExp(`^export \\w+ ${name.replaceAll("$", "\\$")}\\b`, "m").test(stub))
      .map((name) => ({ path, line, name, reason: `the contract no longer has what ${name} was made from` }));
  });
}

/** `a` and `b` of `{ type a, b as c }` */
function namesOf({ clause }: Import): string[] {
  const [, list = ""] = /\{([^}]*)\}/.exec(clause) ?? [];
  return list
    .replaceAll(/\/\/.*/g, "")
    .split(",")
    .map(
      (it) =>
        it
          .trim()
          .replace(/^type\s+/, "")
          .split(/\s+as\s+/)[0] ?? "",
    )
    .filter((it) => it !== "");
}

function protoOf(module: string, generated: string): string {
  return module.slice(generated.length + 1).replace(/\.micro\.ts$/, ".proto");
}
