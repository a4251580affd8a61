import Handlebars from "handlebars";

/** Prints a model. */
export type Template<Model> = (model: Model) => string;

/** Compiles one template; the others are its partials. */
export interface TemplateSet {
  readonly main: string;
  /** The text of every template by name: `{ client: "..." }`. */
  readonly sources: Readonly<Record<string, string>>;
}

/**
 * Compiles templates that print code: nothing is escaped, and a name that the model lacks is an error.
 */
export function compileCode<Model>({ main, sources }: TemplateSet): Template<Model> {
  const engine = Handlebars.create();
  for (const [name, source] of Object.entries(sources)) engine.registerPartial(name, source);
  return engine.compile<Model>(`{{> ${main}}}`, { noEscape: true, strict: true });
}
