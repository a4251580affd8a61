/*
 * package.json belongs to its owner. It is changed by steps, each of which can be taken again without harm.
 */

type Fields = Record<string, Record<string, string> | undefined>;

interface Codemod {
  readonly number: number;
  readonly summary: string;
  /** Changes the project's package.json towards that of the template. */
  apply(own: Fields, template: Fields): void;
}

/** In their order; a number is never given twice. */
const codemods: readonly Codemod[] = [
  {
    number: 1,
    summary: "versions follow the toolkit",
    apply: (own, template) => {
      for (const field of ["dependencies", "devDependencies", "overrides", "resolutions"]) {
        const wanted = template[field];
        if (wanted !== undefined) own[field] = { ...own[field], ...wanted };
      }
    },
  },
  {
    number: 2,
    summary: "scripts that are missing are added",
    apply: (own, template) => {
      own.scripts = { ...template.scripts, ...own.scripts };
    },
  },
];

/** @returns the new text of package.json */
export function upgradePackage(own: string, template: string): string {
  const fields: Fields = JSON.parse(own);
  const wanted: Fields = JSON.parse(template);
  for (const codemod of codemods) codemod.apply(fields, wanted);
  const text = JSON.stringify(fields, null, 2);
  return JSON.stringify(JSON.parse(own), null, 2) === text ? own : `${text}\n`;
}
