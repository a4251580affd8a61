/*
 * Prints the tree of code that ts-proto builds. ts-poet prints it too, but compares every use of an import with
 * every path anew; here each import is looked at once.
 */
import { Code, Def } from "ts-poet/build/Code.js";
import { ConditionalOutput, MaybeOutput } from "ts-poet/build/ConditionalOutput.js";
import { emitImports, Import, ImportsName, sameModule } from "ts-poet/build/Import.js";
import { Node } from "ts-poet/build/Node.js";

export interface PrintedFile {
  /** Where the file will be: `greeter/v1/greeter.ts`. */
  readonly path: string;
  /** What stands above the imports. */
  readonly prefix: string;
}

/** Prints a file with its imports. */
export function printCode(code: Code, { path, prefix }: PrintedFile): string {
  const contents = collect(code);
  const module = path.replace(/\.ts$/, "");
  const imports = nameImports(contents, module);
  const head = emitImports(imports, module, {}, [], true);
  return `${prefix}\n${head}\n${print(code, contents.used)}`;
}

/** What a tree of code is made of. */
interface Contents {
  /** The first use of each import, and its other uses. */
  readonly imports: Map<string, Import[]>;
  /** The names that the file declares. */
  readonly declared: Set<string>;
  /** Functions that are printed because something calls them. */
  readonly used: Set<ConditionalOutput>;
}

function collect(code: Code): Contents {
  const contents: Contents = { imports: new Map(), declared: new Set(), used: new Set() };
  const visit = (node: unknown): void => {
    if (typeof node === "string") return;
    if (Array.isArray(node)) node.forEach(visit);
    else if (node instanceof Import) {
      const key = `${node.symbol}@${node.source}`;
      const uses = contents.imports.get(key);
      if (uses === undefined) contents.imports.set(key, [node]);
      else uses.push(node);
    } else if (node instanceof Def) contents.declared.add(node.symbol);
    else if (node instanceof ConditionalOutput) {
      if (contents.used.has(node)) return;
      contents.used.add(node);
      node.declarationSiteCode.childNodes.forEach(visit);
    } else if (node instanceof Node) node.childNodes.forEach(visit);
  };
  visit(code);
  return contents;
}

/** Gives an import another name where the file has a thing of that name. @returns one use of each */
function nameImports({ imports, declared }: Contents, module: string): Import[] {
  const taken = new Set(declared);
  let aliases = 0;
  return [...imports.values()].flatMap((uses) => {
    const [first] = uses;
    if (!(first instanceof ImportsName) || sameModule(first.source, module)) return first ?? [];
    const { symbol } = first;
    if (taken.has(symbol)) {
      aliases++;
      for (const use of uses) Object.assign(use, { sourceSymbol: symbol, symbol: `${symbol}${aliases}` });
    }
    taken.add(first.symbol);
    // what is used as a value is imported as one
    return uses.find((use) => use instanceof ImportsName && !use.typeImport) ?? first;
  });
}

function print(node: unknown, used: ReadonlySet<ConditionalOutput>): string {
  if (typeof node === "string") return node;
  if (Array.isArray(node)) return node.map((it) => print(it, used)).join("");
  if (node instanceof Code) return printParts(node, used);
  if (node instanceof MaybeOutput) return used.has(node.parent) ? printParts(node.code, used) : "";
  if (node instanceof Node) return node.toCodeString([...used]);
  return typeof node === "object" ? JSON.stringify(node) : String(node);
}

function printParts(code: Code, used: ReadonlySet<ConditionalOutput>): string {
  // biome-ignore lint/complexity/useLiteralKeys: not public, and what there is to print
  const literals = code["literals"];
  let text = "";
  for (const [index, part] of code.childNodes.entries()) text += literals[index] + print(part, used);
  text += literals.at(-1) ?? "";
  if (code.trim) text = text.trim();
  // biome-ignore lint/complexity/useLiteralKeys: as above
  return code["oneline"] ? text.replaceAll("\n", "") : text;
}
