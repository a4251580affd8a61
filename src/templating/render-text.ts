import { compileCode } from "./code-renderer.js";

/** The values that a template may use. */
export interface TemplateContext {
  readonly [name: string]: string | boolean | undefined | readonly TemplateContext[] | TemplateContext;
}

/** Renders the text of a template of code. */
export function renderText(source: string, context: TemplateContext): string {
  return compileCode<TemplateContext>({ main: "file", sources: { file: source } })(context);
}
