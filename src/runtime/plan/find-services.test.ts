import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findServices } from "./find-services.js";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "micro-plan-"));
});

afterEach(() => rm(root, { recursive: true }));

async function write(path: string, contents: string | object): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), typeof contents === "string" ? contents : JSON.stringify(contents));
}

const service = {
  name: "@acme/greeter",
  scripts: { build: "tsc", start: "node dist/main.js" },
  dependencies: { "@ts-micro/framework": "^1" },
};

describe("findServices", () => {
  it("takes a folder that is a service", async () => {
    await write("package.json", service);
    expect(await findServices([root])).toEqual([
      { name: "greeter", folder: root, depends: [], env: {}, build: "tsc", start: "node dist/main.js" },
    ]);
  });

  it("looks below a folder that is none, past what is installed and built", async () => {
    await write("package.json", { workspaces: ["apps/*"] });
    await write("apps/users/package.json", { ...service, name: "users" });
    await write("apps/orders/package.json", { ...service, name: "orders" });
    await write("apps/site/package.json", { name: "site", scripts: { start: "vite" } });
    await write("node_modules/x/package.json", { ...service, name: "x" });
    await write("apps/users/dist/package.json", { ...service, name: "y" });
    expect((await findServices([root])).map((it) => it.name).sort()).toEqual(["orders", "users"]);
  });

  it("takes what micro.yaml names, and nothing else", async () => {
    await write("micro.yaml", "services: { site: { path: apps/site, port: 8080, env: { A: b } } }");
    await write("apps/users/package.json", service);
    await write("apps/site/package.json", { name: "site", scripts: { start: "vite" } });
    expect(await findServices([root])).toEqual([
      {
        name: "site",
        folder: join(root, "apps/site"),
        port: 8080,
        depends: [],
        env: { A: "b" },
        start: "vite",
      },
    ]);
  });

  it("takes a service once that is named twice", async () => {
    await write("apps/users/package.json", service);
    expect(await findServices([root, join(root, "apps/users")])).toHaveLength(1);
  });

  it.each([
    ["a folder without services", {}, "holds no service: no micro.yaml, and no package with a start script"],
    ["a package.json that is none", { "package.json": "{" }, "package.json is not JSON: "],
    [
      "a path without a package",
      { "micro.yaml": "services: { a: { path: b } }" },
      "a: there is no package.json in ",
    ],
    [
      "a package that does not start",
      { "micro.yaml": "services: { a: {} }", "a/package.json": "{}" },
      "a has no start script",
    ],
    [
      "two services of one name",
      { "a/package.json": JSON.stringify(service), "b/package.json": JSON.stringify(service) },
      "two services are called greeter: ",
    ],
  ])("refuses %s", async (_, files, message) => {
    for (const [path, contents] of Object.entries(files)) await write(path, contents);
    await expect(findServices([root])).rejects.toThrow(message);
  });

  it("refuses a folder that is not there", async () => {
    await expect(findServices([join(root, "missing")])).rejects.toThrow("missing cannot be read: ENOENT");
  });
});
