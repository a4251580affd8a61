import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readFiles } from "../../src/scaffold/files/project-files.js";
import { LOCKFILE } from "../../src/scaffold/lock/lockfile.js";
import { newProject } from "../../src/scaffold/project/new-project.js";
import { answerRequest } from "../../src/scaffold/project/request.js";

// buf, npm and the compiler are processes of their own.
vi.setConfig({ testTimeout: 60_000 });

/*
 * examples/greeter is what `micro new greeter` writes when the toolkit comes from a registry. From a checkout the
 * same command adds vendor/*.tgz and names them, which is all the difference there is, and tested here too: the
 * tarballs hold what was just built, so they are not committed. Nor is the lockfile, here and there: it repeats this
 * checkout's own, which is what the example is installed by.
 *
 * UPDATE_GOLDEN=1 writes the example anew.
 */
const example = join(import.meta.dirname, "..", "..", "examples", "greeter");
const place = { cwd: "", env: {} };

describe("examples/greeter", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "micro-golden-"));
  });
  afterAll(async () => await rm(folder, { recursive: true, force: true }));

  it("is what `micro new greeter` writes", async () => {
    const written = await write("release", folder);
    if (process.env.UPDATE_GOLDEN) {
      await rm(example, { recursive: true, force: true });
      await cp(written, example, { recursive: true, filter: (it) => basename(it) !== LOCKFILE });
    }
    const [expected, actual] = [await readTexts(written), await readTexts(example)];
    expect([...actual.keys()]).toEqual([...expected.keys()]);
    for (const [path, text] of expected) expect(actual.get(path), path).toBe(text);
  });

  it("differs from what a checkout writes only in where @ts-micro/* comes from", async () => {
    const actual = await readTexts(await write("checkout", folder));
    const expected = await readTexts(example);
    const differing = [...actual].filter(([path, text]) => expected.get(path) !== text).map(([path]) => path);
    expect(differing).toEqual([
      ".micro/manifest.json",
      "Dockerfile",
      "README.md",
      "package.json",
      "vendor/ts-micro-framework-0.1.0.tgz",
      "vendor/ts-micro-toolkit-0.1.0.tgz",
    ]);
    const manifest = JSON.parse(actual.get("package.json") ?? "");
    expect(manifest.overrides).toEqual({
      "@ts-micro/framework": manifest.dependencies["@ts-micro/framework"],
    });
    const specs = { ...manifest.dependencies, ...manifest.devDependencies };
    for (const [name, spec] of Object.entries(specs)) {
      if (name.startsWith("@ts-micro/")) expect(spec, name).toMatch(/^file:vendor\/.*\.tgz$/);
    }
  });
});

/** @returns the folder of the project */
async function write(kind: "release" | "checkout", folder: string): Promise<string> {
  const cwd = join(folder, kind);
  const request = { target: "greeter" };
  // What lies above the temporary folder has no say.
  const answers = { ...(await answerRequest(request, { ...place, cwd })), packageManager: "npm" as const };
  return (await newProject(answers, { origin: { kind } })).directory;
}

/** Every file but the lockfile, and what npm and the build add. */
async function readTexts(project: string): Promise<Map<string, string>> {
  const files = [...(await readFiles(project))].filter(
    ([path]) => path !== LOCKFILE && !/^(node_modules|dist)\//.test(path),
  );
  return new Map(files.map(([path, file]) => [path, Buffer.from(file.contents).toString("latin1")]));
}
