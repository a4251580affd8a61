import { join } from "node:path";
import Handlebars from "handlebars";
import { describe, expect, it } from "vitest";
import { templatesFolder } from "../../templating/templates-folder.js";
import { readFiles } from "../files/project-files.js";
import { readToolkitPackage } from "../tools/toolkit.js";
import { type Answers, kinds, packageManagers } from "./answers.js";
import { createContext, planProject } from "./plan.js";
import { answerRequest } from "./request.js";
import { loadTemplates, renderTemplate, type TemplateContext } from "./template.js";

const file = (contents: string) => ({ contents, mode: 0o644 });
const folder = join(templatesFolder(), "new");
const toolkit = await readToolkitPackage();
const specs = { "@ts-micro/framework": "file:vendor/f.tgz", "@ts-micro/toolkit": "file:vendor/t.tgz" };
const given = await answerRequest({ target: "foo-bar" }, { cwd: "/home/me", env: {} });

describe("renderTemplate", () => {
  const render = (files: Record<string, string>, context: TemplateContext) =>
    Object.fromEntries(
      [
        ...renderTemplate(new Map(Object.entries(files).map(([path, text]) => [path, file(text)])), context),
      ].map(([path, { contents }]) => [path, contents]),
    );

  it("renders .hbs files and copies all others", () => {
    const files = { "a.yml": "{{ x }} {{x}}", "b.txt.hbs": "{{x}}" };
    expect(render(files, { x: "1" })).toEqual({ "a.yml": "{{ x }} {{x}}", "b.txt": "1" });
  });

  it("escapes nothing: code is no HTML", () => {
    expect(render({ "a.hbs": "{{x}}" }, { x: `it's <b> & "c"` })).toEqual({ a: `it's <b> & "c"` });
  });

  it("refuses a name that the context lacks", () => {
    expect(() => render({ "a.hbs": "{{y}}" }, { x: "1" })).toThrow('"y" not defined');
    expect(() => render({ "__y__.txt": "" }, { x: "1" })).toThrow("__y__");
  });

  it("puts names into paths, and dots where npm would have dropped the file", () => {
    expect(Object.keys(render({ _gitignore: "", "src/__x__/__x__.ts.hbs": "" }, { x: "a_b" }))).toEqual([
      ".gitignore",
      "src/a_b/a_b.ts",
    ]);
  });
});

describe("the templates", () => {
  const variants: Answers[] = kinds.flatMap((kind) =>
    packageManagers.map((packageManager) => ({ ...given, kind, packageManager })),
  );

  it("use only names that the context has, in conditions too", async () => {
    const context = createContext(given, { toolkit, specs });
    const unknown: string[] = [];
    for (const [path, { contents }] of await readFiles(folder)) {
      if (!path.endsWith(".hbs")) continue;
      const used = namesIn(Handlebars.parse(Buffer.from(contents).toString()));
      unknown.push(...used.filter((it) => !has(context, it)).map((it) => `${path}: ${it}`));
    }
    expect(unknown).toEqual([]);
  });

  it.each(variants.map((answers) => [`${answers.kind} with ${answers.packageManager}`, answers] as const))(
    "make a tidy project: %s",
    async (_name, answers) => {
      const template = await loadTemplates(
        ["project", answers.kind, answers.packageManager].map((it) => join(folder, it)),
      );
      for (const [path, { contents }] of planProject(answers, { template, toolkit, specs })) {
        const text = Buffer.from(contents).toString();
        expect(text, path).not.toMatch(/[ \t]$/m);
        expect(text, path).not.toMatch(/\n\n\n/);
        expect(text, path).not.toContain("\t");
        if (text !== "") expect(text, path).toMatch(/^\S[\s\S]*\S\n$/);
        if (path.endsWith(".json")) JSON.parse(text);
      }
    },
  );

  it("leave out what was not asked for", async () => {
    const template = await loadTemplates([join(folder, "project"), join(folder, "service")]);
    const answers: Answers = { ...given, ci: "none", docker: false, kubernetes: false };
    const paths = [...planProject(answers, { template, toolkit, specs }).keys()];
    expect(paths.filter((it) => /docker|k8s|github/i.test(it))).toEqual([]);
  });
});

/** Every path that a template looks up: `packageManager.run`. */
function namesIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(namesIn);
  if (typeof node !== "object" || node === null) return [];
  const { type, original } = node as { type?: string; original?: string };
  if (type === "PathExpression" && original !== undefined && !["if", "unless"].includes(original))
    return [original];
  return Object.values(node).flatMap(namesIn);
}

function has(context: TemplateContext, path: string): boolean {
  let found: unknown = context;
  for (const key of path.split(".")) {
    if (typeof found !== "object" || found === null || !(key in found)) return false;
    found = (found as Record<string, unknown>)[key];
  }
  return true;
}
