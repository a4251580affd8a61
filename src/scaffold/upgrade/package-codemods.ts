import { type Codemod, followTemplate, isSame, type Modified, type Versions } from "./codemod.js";

type Fields = Record<string, unknown>;
type Entries = Record<string, unknown>;

/** In their order. */
const codemods: readonly Codemod<Fields>[] = [
  {
    number: 1,
    summary: "@ts-micro/* is that of the toolkit",
    apply: ({ own, template }) => {
      for (const field of ["dependencies", "devDependencies", "overrides", "resolutions"]) {
        const wanted = Object.entries(entriesOf(template, field)).filter(([name]) =>
          name.startsWith("@ts-micro/"),
        );
        if (wanted.length > 0) own[field] = { ...entriesOf(own, field), ...Object.fromEntries(wanted) };
      }
    },
  },
  {
    number: 2,
    summary: "versions that were left as written are those of the template",
    apply: (versions) => {
      for (const field of ["engines", "dependencies", "devDependencies", "overrides", "resolutions"]) {
        follow(field, versions);
      }
    },
  },
  {
    number: 3,
    summary: "scripts that were left as written are those of the template",
    apply: (versions) => {
      for (const field of ["scripts", "allowScripts"]) follow(field, versions);
    },
  },
];

/** @returns package.json as it becomes; the same text when nothing is to be done */
export function modifyPackage({ own, base, template }: Versions<string>): Modified {
  const fields: Fields = JSON.parse(own);
  const steps: string[] = [];
  for (const { number, summary, apply } of codemods) {
    const before = structuredClone(fields);
    apply({
      own: fields,
      base: base === undefined ? undefined : JSON.parse(base),
      template: JSON.parse(template),
    });
    if (!isSame(before, fields)) steps.push(`${number}: ${summary}`);
  }
  return { text: steps.length === 0 ? own : `${JSON.stringify(fields, null, 2)}\n`, steps };
}

function follow(field: string, { own, base, template }: Versions<Fields>): void {
  const entries = { ...entriesOf(own, field) };
  const changes = followTemplate({
    own: entries,
    base: base === undefined ? undefined : entriesOf(base, field),
    template: entriesOf(template, field),
  });
  if (changes.size === 0) return;
  for (const [key, value] of changes) {
    if (value === undefined) delete entries[key];
    else entries[key] = value;
  }
  own[field] = entries;
}

function entriesOf(fields: Fields, field: string): Entries {
  return (fields[field] ?? {}) as Entries;
}
