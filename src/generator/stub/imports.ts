import { compareModules, compareNames } from "../import-order.js";
import type { ImportModel } from "./stub-model.js";

/** What a name is needed for. */
export type Use = "type" | "value";

export interface WantedImport {
  readonly module: string;
  readonly name: string;
  readonly use: Use;
  /** What it is called here when its name is taken. */
  readonly alias: string;
}

/** Collects what a file imports, and gives each thing a name that is free in the file. */
export interface Imports {
  /** @returns the name to print */
  add(wanted: WantedImport): string;
  /** Whether the file declares or imports something of that name. */
  has(name: string): boolean;
  /** One import per module: packages first, then the nearest files last. */
  list(): readonly ImportModel[];
}

interface Imported {
  readonly name: string;
  readonly local: string;
  use: Use;
}

/** The longest line worth keeping in one piece. */
export const lineWidth = 110;

/** @param declared the names that the file itself declares */
export function createImports(declared: Iterable<string>): Imports {
  const taken = new Set(declared);
  const modules = new Map<string, Map<string, Imported>>();
  return {
    add({ module, name, use, alias }) {
      const names = modules.get(module) ?? new Map<string, Imported>();
      modules.set(module, names);
      const known = names.get(name);
      if (known !== undefined) {
        if (use === "value") known.use = use;
        return known.local;
      }
      let local = taken.has(name) ? alias : name;
      while (taken.has(local)) local += "$";
      taken.add(local);
      names.set(name, { name, local, use });
      return local;
    },
    has: (name) => taken.has(name),
    list: () =>
      [...modules]
        .sort(([a], [b]) => compareModules(a, b))
        .map(([from, names]) => line(from, [...names.values()])),
  };
}

function line(from: string, imported: readonly Imported[]): ImportModel {
  const typesOnly = imported.every((it) => it.use === "type");
  const names = [...imported]
    .sort((a, b) => compareNames(a.name, b.name))
    .map(({ name, local, use }) => {
      const binding = name === local ? name : `${name} as ${local}`;
      return use === "type" && !typesOnly ? `type ${binding}` : binding;
    });
  const inline = names.join(", ");
  const length = `import ${typesOnly ? "type " : ""}{ ${inline} } from "${from}";`.length;
  return { typesOnly, names, inline, wide: length > lineWidth, from };
}
