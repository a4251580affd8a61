import Handlebars from "handlebars";

/** Prints a model. */
export type Template<Model> = (model: Model) => string;

/** A template, and those that it names as its partials. */
export interface TemplateSet {
  readonly main: string;
  /** The text of every template by name: `{ client: "..." }`. */
  readonly sources: Readonly<Record<string, string>>;
}

/** Code is printed as it is, and a name that the model lacks is an error. */
const options = { noEscape: true, strict: true } as const;

/** Compiles templates that print code. */
export function compileCode<Model>({ main, sources }: TemplateSet): Template<Model> {
  const engine = Handlebars.create();
  for (const [name, source] of Object.entries(sources)) {
    engine.registerPartial(name, engine.compile(source, options));
  }
  return engine.compile<Model>(`{{> ${main}}}`, options);
}

/** The text of a module that exports, under some names, templates compiled beforehand. */
export function precompileCode(sources: TemplateSet["sources"], exportName: string): string {
  const entries = Object.entries(sources).map(
    ([name, source]) => `${JSON.stringify(name)}: ${Handlebars.precompile(source, options)}`,
  );
  return [
    'import Handlebars from "handlebars/runtime.js";',
    `const compiled = { ${entries.join(",\n")} };`,
    `export function ${exportName}() {`,
    "  const engine = Handlebars.create();",
    "  for (const [name, it] of Object.entries(compiled)) engine.registerPartial(name, engine.template(it));",
    "  return Object.fromEntries(Object.entries(compiled).map(([name, it]) => [name, engine.template(it)]));",
    "}",
  ].join("\n");
}
