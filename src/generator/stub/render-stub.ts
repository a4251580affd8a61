import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compileCode, type Template } from "../../templating/code-renderer.js";
import { templatesFolder } from "../../templating/templates-folder.js";
import type { StubModel } from "./stub-model.js";

const suffix = ".ts.hbs";
let template: Template<StubModel> | undefined;

/** Prints a stub file. */
export function renderStub(model: StubModel): string {
  template ??= compileCode<StubModel>({ main: "stub", sources: readTemplates() });
  return template(model);
}

function readTemplates(): Record<string, string> {
  const folder = join(templatesFolder(), "generator");
  const files = readdirSync(folder).filter((it) => it.endsWith(suffix));
  return Object.fromEntries(
    files.map((it) => [it.slice(0, -suffix.length), readFileSync(join(folder, it), "utf8")]),
  );
}
