import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compileCode, type Template } from "../../templating/code-renderer.js";
import { templatesFolder } from "../../templating/templates-folder.js";
import type { IndexModel, StubModel } from "./stub-model.js";

/** What the generator prints with. */
export interface Templates {
  readonly stub: Template<StubModel>;
  readonly index: Template<IndexModel>;
}

const suffix = ".ts.hbs";

/** Compiles the templates. The bundled plugin has them compiled already: see scripts/bundle-plugin.js. */
export function loadTemplates(): Templates {
  const sources = readTemplates();
  return {
    stub: compileCode<StubModel>({ main: "stub", sources }),
    index: compileCode<IndexModel>({ main: "index", sources }),
  };
}

/** The text of every template of the generator, by name. */
export function readTemplates(): Record<string, string> {
  const folder = join(templatesFolder(), "generator");
  const files = readdirSync(folder).filter((it) => it.endsWith(suffix));
  return Object.fromEntries(
    files.map((it) => [it.slice(0, -suffix.length), readFileSync(join(folder, it), "utf8")]),
  );
}
