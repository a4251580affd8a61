import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import Handlebars from "handlebars";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import type { TemplateContext } from "../../templating/render-text.js";
import { templatesFolder } from "../../templating/templates-folder.js";
import { readGivenContract } from "../contract/given-contract.js";
import { readFiles } from "../files/project-files.js";
import { packageManagers } from "../tools/package-manager.js";
import { readToolkitPackage } from "../tools/toolkit.js";
import { type Answers, kinds } from "./answers.js";
import { createContext, planProject, templateFolders } from "./plan.js";
import { answerRequest } from "./request.js";
import { loadTemplates, renderTemplate } from "./template.js";

const file = (contents: string) => ({ contents, mode: 0o644 });
const folder = join(templatesFolder(), "new");
const toolkit = await readToolkitPackage();
const specs = { "@ts-micro/framework": "file:vendor/f.tgz", "@ts-micro/toolkit": "file:vendor/t.tgz" };
const given = await answerRequest({ target: "foo-bar" }, { cwd: "/home/me", env: {} });
const foreign = await readGivenContract(join(import.meta.dirname, "../../../examples/greeter/proto"), "/");

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
  });

  it("puts names into paths, and dots where npm would have dropped the file", () => {
    const files = { _gitignore: "", "src/__x__/__x__.ts.hbs": "", "__tests__/x.ts": "" };
    expect(Object.keys(render(files, { x: "a_b" }))).toEqual([
      ".gitignore",
      "src/a_b/a_b.ts",
      "__tests__/x.ts",
    ]);
  });
});

describe("the templates", () => {
  const variants = kinds.flatMap((kind) =>
    packageManagers.flatMap((packageManager): Answers[] => [
      { ...given, kind, packageManager },
      ...(kind === "web"
        ? []
        : [{ ...given, kind, packageManager, contract: { ...given.contract, given: foreign } }]),
    ]),
  );
  const titled = variants.map(
    (it) =>
      [`${it.kind} with ${it.packageManager}${it.contract.given ? " from a contract" : ""}`, it] as const,
  );

  it("use only names that the context has, in conditions too", async () => {
    const context = createContext(
      { ...given, contract: { ...given.contract, given: foreign } },
      { toolkit, specs },
    );
    const unknown: string[] = [];
    for (const [path, { contents }] of await readFiles(folder)) {
      if (!path.endsWith(".hbs")) continue;
      const template = Handlebars.parse(Buffer.from(contents).toString());
      unknown.push(...unknownNames(template, [context]).map((it) => `${path}: ${it}`));
    }
    expect(unknown).toEqual([]);
    const wrong = Handlebars.parse("{{a}}{{#if is.b}}{{/if}}{{#each services}}{{name}}{{c}}{{/each}}");
    expect(unknownNames(wrong, [context])).toEqual(["a", "is.b", "c"]);
  });

  it("may use in templates of users what templates/README.md lists, and that is all there is", async () => {
    const guide = await readFile(join(templatesFolder(), "README.md"), "utf8");
    const listed = [...guide.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(listed.toSorted()).toEqual(Object.keys(createContext(given, { toolkit, specs })).toSorted());
    const layers = [...guide.matchAll(/^- `([\w-]+)`/gm)].map(([, name]) => name);
    const folders = (await readdir(folder)).filter((it) => !packageManagers.some((name) => name === it));
    expect(layers.toSorted()).toEqual(folders.toSorted());
  });

  it.each(titled)("make a tidy project: %s", async (_name, answers) => {
    const template = await loadTemplates(templateFolders(answers));
    const plan = planProject(answers, { template, toolkit, specs });
    expect(plan.size).toBeGreaterThan(10);
    for (const [path, { contents }] of plan) {
      expect(path).not.toContain("__");
      const text = Buffer.from(contents).toString();
      expect(text, path).not.toMatch(/[ \t]$/m);
      expect(text, path).not.toMatch(/\n\n\n/);
      expect(text, path).not.toContain("\t");
      if (text !== "") expect(text, path).toMatch(/^\S[\s\S]*\S\n$/);
      if (path.endsWith(".json")) JSON.parse(text);
      if (!/\.ya?ml$/.test(path)) continue;
      for (const document of parseAllDocuments(text)) expect(document.errors, path).toEqual([]);
    }
  });

  it("leave out what was not asked for", async () => {
    const answers: Answers = { ...given, ci: "none", docker: false, kubernetes: false };
    const template = await loadTemplates(templateFolders(answers));
    const paths = [...planProject(answers, { template, toolkit, specs }).keys()];
    expect(paths.filter((it) => /docker|k8s|github/i.test(it))).toEqual([]);
  });
});

type Node = Record<string, unknown> & { readonly type?: string };

/** The names that a template looks up and the context lacks: `packageManager.runn`. */
function unknownNames(node: unknown, scopes: readonly unknown[]): string[] {
  if (Array.isArray(node)) return node.flatMap((it) => unknownNames(it, scopes));
  if (typeof node !== "object" || node === null) return [];
  const { type, ...rest } = node as Node;
  if (type === "PathExpression")
    return isKnown(node as unknown as hbs.AST.PathExpression, scopes) ? [] : [String(rest.original)];
  if (type !== "BlockStatement") return unknownNames(Object.values(rest), scopes);
  const { path, params, program, inverse } = node as unknown as hbs.AST.BlockStatement;
  const inner =
    (path as hbs.AST.PathExpression).original === "each" ? [...scopes, elementOf(params, scopes)] : scopes;
  return [...unknownNames(params, scopes), ...unknownNames(program, inner), ...unknownNames(inverse, scopes)];
}

function elementOf(params: readonly hbs.AST.Expression[], scopes: readonly unknown[]): unknown {
  const list = lookUp(params[0] as hbs.AST.PathExpression, scopes);
  return Array.isArray(list) ? list[0] : undefined;
}

function isKnown(path: hbs.AST.PathExpression, scopes: readonly unknown[]): boolean {
  return path.data || lookUp(path, scopes) !== undefined;
}

function lookUp({ parts, depth }: hbs.AST.PathExpression, scopes: readonly unknown[]): unknown {
  let found = scopes.at(-1 - depth);
  for (const key of parts) {
    if (typeof found !== "object" || found === null || !(key in found)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}
