/*
 * A template is a folder of files that mirrors the project it becomes. Files that end in .hbs are rendered, all
 * others are copied as they are: `${{ }}` and `{{ }}` of other tools stay safe. `__protoName__` in a path stands
 * for a value of the context, and a leading `_` for the dot of a file that npm would leave out of a package.
 * templates/README.md tells it to those who write their own.
 */
import { renderText, type TemplateContext } from "../../templating/render-text.js";
import type { FilePlan, PlannedFile } from "../files/file-plan.js";
import { readFiles } from "../files/project-files.js";
import { Refusal } from "../refusal.js";

/** The raw files of a template, by path. */
export type Template = FilePlan;

/** Reads template folders, laid one over the other. Nothing is rendered yet. */
export async function loadTemplates(folders: readonly string[]): Promise<Template> {
  const layers = await Promise.all(folders.map((it) => readFiles(it, isOfTemplate)));
  return new Map(layers.flatMap((layer) => [...layer]));
}

/** A template of the user's may be a clone, and tried out where it is. */
function isOfTemplate(path: string): boolean {
  return !/(^|\/)(\.git|node_modules)(\/|$)/.test(path);
}

/** The files of a project: every path and every .hbs file of the template, rendered. */
export function renderTemplate(template: Template, context: TemplateContext): FilePlan {
  const plan = new Map<string, PlannedFile>();
  for (const [source, file] of template) {
    const path = renderPath(source, context);
    const contents = source.endsWith(".hbs") ? renderFile(source, file, context) : file.contents;
    plan.set(path, { contents, mode: file.mode });
  }
  return plan;
}

/** @throws {Refusal} naming the file: it may be the user's own */
function renderFile(source: string, file: PlannedFile, context: TemplateContext): string {
  try {
    return renderText(text(file), context);
  } catch (cause) {
    throw new Refusal(`${source}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/** `src/handler/__alias__.ts.hbs` -> `src/handler/greeter.ts` */
function renderPath(source: string, context: TemplateContext): string {
  return source
    .replace(/\.hbs$/, "")
    .replace(/(^|\/)_(?=[a-z])/g, "$1.")
    .replaceAll(/__([A-Za-z]+)__/g, (token: string, name: string) => {
      const value = context[name];
      // Others use such names, too: `__tests__`.
      return typeof value === "string" ? value : token;
    });
}

function text(file: PlannedFile): string {
  return typeof file.contents === "string" ? file.contents : new TextDecoder().decode(file.contents);
}
