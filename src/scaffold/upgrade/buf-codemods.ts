import { type Document, parseDocument } from "yaml";
import { type Codemod, followTemplate, type Modified, type Versions } from "./codemod.js";

type Entries = Record<string, unknown>;

/** In their order, for the file that each is about. Comments and layout are kept. */
const codemods: Readonly<Record<string, readonly Codemod<Document>[]>> = {
  "buf.yaml": [
    {
      number: 4,
      summary: "rules that the template has gained are added",
      apply: (versions) => {
        for (const path of [
          ["lint", "use"],
          ["lint", "except"],
          ["breaking", "use"],
        ])
          addItems(path, versions);
      },
    },
  ],
  "buf.gen.yaml": [
    {
      number: 5,
      summary: "protoc-gen-micro is called as the template calls it",
      apply: ({ own, base, template }) => {
        const at = findPlugin(own);
        if (at < 0) return;
        const changes = followTemplate({
          own: pluginOf(own),
          base: base === undefined ? undefined : pluginOf(base),
          template: pluginOf(template),
        });
        for (const [key, value] of changes) own.setIn(["plugins", at, key], value);
      },
    },
  ],
};

export function hasBufCodemods(path: string): boolean {
  return path in codemods;
}

/** @returns a buf file as it becomes; the same text when nothing is to be done */
export function modifyBufFile(path: string, { own, base, template }: Versions<string>): Modified {
  const document = parseDocument(own);
  const steps: string[] = [];
  for (const { number, summary, apply } of codemods[path] ?? []) {
    const before = String(document);
    apply({
      own: document,
      base: base === undefined ? undefined : parseDocument(base),
      template: parseDocument(template),
    });
    if (String(document) !== before) steps.push(`${number}: ${summary}`);
  }
  return { text: steps.length === 0 ? own : String(document), steps };
}

/** Adds to a list what the template's has gained since. */
function addItems(path: readonly string[], { own, base, template }: Versions<Document>): void {
  const [mine, was, wanted] = [own, base, template].map((it) => itemsAt(it, path));
  const known = new Set([...(mine ?? []), ...(was ?? [])]);
  const added = (wanted ?? []).filter((it) => !known.has(it));
  if (added.length > 0) own.setIn(path, [...(mine ?? []), ...added]);
}

function itemsAt(document: Document | undefined, path: readonly string[]): unknown[] {
  let found: unknown = document?.toJS();
  for (const key of path) found = (found as Entries | undefined)?.[key];
  return Array.isArray(found) ? found : [];
}

function findPlugin(document: Document): number {
  return itemsAt(document, ["plugins"]).findIndex((it) => (it as Entries).local === "protoc-gen-micro");
}

function pluginOf(document: Document): Entries {
  return (itemsAt(document, ["plugins"])[findPlugin(document)] ?? {}) as Entries;
}
