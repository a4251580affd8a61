import type { IndexModel, StubModel } from "./stub-model.js";
import { loadTemplates, type Templates } from "./templates.js";

let templates: Templates | undefined;

/** Prints a stub file. */
export function renderStub(model: StubModel): string {
  templates ??= loadTemplates();
  return templates.stub(model);
}

/** Prints an index file. */
export function renderIndex(model: IndexModel): string {
  templates ??= loadTemplates();
  return templates.index(model);
}
