import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readTemplates } from "../src/generator/stub/templates.js";
import { createTemplateWalk, readModel } from "./generator/template-walk.js";

const model = readModel(fileURLToPath(new URL("../src/generator/stub/stub-model.ts", import.meta.url)));

function walk(templates: Readonly<Record<string, string>>) {
  const walked = createTemplateWalk(templates, model);
  walked.walk("stub", "StubModel");
  walked.walk("index", "IndexModel");
  return walked;
}

describe("the templates of the generator", () => {
  const templates = readTemplates();

  it("name nothing that their model does not have, and do nothing but loop, branch and print", () => {
    expect(walk(templates).problems).toEqual([]);
  });

  it("print everything that their model has", () => {
    expect(walk(templates).unused()).toEqual([]);
  });

  const mistakes: readonly [template: string, text: string, problem: string][] = [
    ["doc", "{{#each docs}}{{/each}}", "doc: {{docs}}: the model has no docs"],
    ["schema", "{{@root.framework.Schema}}", "schema: {{@root.framework.Schema}}: the model has no Schema"],
    ["import", "{{#each from}}{{/each}}", "import: {{#each from}}: no list"],
    ["client", "{{methods}}", "client: {{methods}}: no text"],
    ["handler", "{{upper handler}}", "handler: a helper: {{upper ...}}"],
    ["handler", "{{#unless methods}}{{/unless}}", "handler: {{#unless}}"],
    ["definition", "{{> nothing}}", "no template nothing"],
  ];
  for (const [template, text, problem] of mistakes) {
    it(`would be found out: ${text}`, () => {
      expect(walk({ ...templates, [template]: text }).problems).toContain(problem);
    });
  }
});
