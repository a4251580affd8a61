import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compileCode, type Template } from "../../templating/code-renderer.js";
import { templatesFolder } from "../../templating/templates-folder.js";
import type { IndexModel, StubModel } from "./stub-model.js";

const suffix = ".ts.hbs";
let templates: Templates | undefined;

interface Templates {
  readonly stub: Template<StubModel>;
  readonly index: Template<IndexModel>;
}

/** Prints a stub file. */
export function renderStub(model: StubModel): string {
  return compiled().stub(model);
}

/** Prints an index file. */
export function renderIndex(model: IndexModel): string {
  return compiled().index(model);
}

function compiled(): Templates {
  if (templates === undefined) {
    const sources = readTemplates();
    templates = {
      stub: compileCode<StubModel>({ main: "stub", sources }),
      index: compileCode<IndexModel>({ main: "index", sources }),
    };
  }
  return templates;
}

function readTemplates(): Record<string, string> {
  const folder = join(templatesFolder(), "generator");
  const files = readdirSync(folder).filter((it) => it.endsWith(suffix));
  return Object.fromEntries(
    files.map((it) => [it.slice(0, -suffix.length), readFileSync(join(folder, it), "utf8")]),
  );
}
