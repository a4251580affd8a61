import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { listFiles } from "../../src/scaffold/files/project-files.js";
import { kinds } from "../../src/scaffold/project/answers.js";
import { bufLauncher } from "../../src/scaffold/tools/toolkit.js";
import { micro as runMicro } from "../cli/terminal.js";
import { compile } from "./compile.js";

const root = join(import.meta.dirname, "..", "..");

const annotations = join(root, "templates/new/http/third_party/google/api/annotations.proto");

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "micro-kinds-"));
});
afterEach(async () => await rm(cwd, { recursive: true, force: true }));

/** Writes a project called `app`. @returns what is wrong with that */
async function written(...flags: readonly string[]): Promise<string> {
  const { code, stderr } = await runMicro(["new", "app", "--no-git", ...flags], { cwd });
  return code === 0 ? "" : stderr;
}

/** Writes a project called `app`. @returns what the compiler says of it */
async function compiled(...flags: readonly string[]): Promise<string> {
  const problem = await written(...flags);
  if (problem !== "") return problem;
  await symlink(join(root, "node_modules"), join(cwd, "app", "node_modules"));
  return await compile(join(cwd, "app"));
}

const read = async (path: string) => await readFile(join(cwd, "app", path), "utf8");
const put = async (path: string, text: string) => {
  await mkdir(join(cwd, path, ".."), { recursive: true });
  await writeFile(join(cwd, path), text);
};

/** A contract that breaks the rules of buf lint, as contracts of the real world do. */
const store = `syntax = "proto3";
package acme.store.v1;
import "acme/common/money.proto";
service Store {
  rpc Get(Item) returns (Item);
  rpc watchAll(Item) returns (stream Item);
}
service StoreAdmin { rpc Delete(Item) returns (acme.common.Money); }
message Item { string Name = 1; acme.common.Money price = 2; }
`;
const money = `syntax = "proto3";
package acme.common;
message Money { int64 units = 1; }
`;

describe("micro new --type", () => {
  it.each(kinds)("%s compiles", async (kind) => {
    expect(await compiled("--type", kind)).toBe("");
  });

  it.each(["service", "web"] as const)("%s compiles with a registry of its own", async (kind) => {
    expect(await compiled("--type", kind, "--registry", "consul")).toBe("");
    expect(await read("src/main.ts")).toContain("plugins: [consul]");
    // An image runs outside a cluster, too.
    expect(await read("Dockerfile")).not.toContain("MICRO_REGISTRY");
    const { dependencies } = JSON.parse(await read("package.json"));
    expect(Object.keys(dependencies)).toEqual([
      "@bufbuild/protobuf",
      "@ts-micro/consul",
      "@ts-micro/framework",
    ]);
    expect(await listFiles(join(cwd, "app/vendor"))).toEqual([
      "ts-micro-consul-0.1.0.tgz",
      "ts-micro-framework-0.1.0.tgz",
      "ts-micro-toolkit-0.1.0.tgz",
    ]);
  });

  it("api carries its HTTP bindings into the stubs", async () => {
    await written("--type", "api");
    expect(await read("src/gen/app/v1/app.micro.ts")).toContain("/v1/app/hello/{name}");
  });
});

it("CI of a project runs its check, and beside it only what needs another branch", async () => {
  await written("--pm", "npm");
  const { jobs } = parse(await read(".github/workflows/ci.yml"));
  const steps: readonly { run?: string; if?: string }[] = jobs.check.steps;
  const runs = steps.filter((it) => it.if === undefined).flatMap(({ run }) => run ?? []);
  expect(runs).toEqual(["npm ci", "npm run check"]);
  const { scripts } = JSON.parse(await read("package.json"));
  const parts = ["lint", "typecheck", "test", "build"].map((it) => `npm run ${it}`);
  expect(scripts.check.split(" && ")).toEqual(["micro generate --check", ...parts]);
});

describe("micro new --from", () => {
  beforeEach(async () => {
    await put("protos/acme/store/v1/store.proto", store);
    await put("protos/acme/common/money.proto", money);
  });

  it.each(["service", "function", "api", "client"] as const)(
    "writes a %s around a file, with its imports",
    async (kind) => {
      expect(await compiled("--type", kind, "--from", "protos/acme/store/v1/store.proto")).toBe("");
      expect(await read("proto/acme/store/v1/store.proto")).toContain("rpc watchAll(Item)");
      expect(await read("proto/acme/common/money.proto")).toContain("message Money {");
    },
  );

  it("writes a handler and a test for each service, and a stub for each method", async () => {
    expect(await compiled("--from", "protos")).toBe("");
    expect(await read("src/handler/store.ts")).toContain("  watchAll() {\n    throw unimplemented(");
    expect(await read("src/handler/store-admin.ts")).toContain("  delete() {\n");
    expect(await read("test/store-admin.test.ts")).toContain("storeAdminHandler.delete()");
    expect(await read("src/main.ts")).toContain("registerStoreHandler(service.server, storeHandler);");
    expect((await runMicro(["generate", "--check"], { cwd: join(cwd, "app") })).code).toBe(0);
  });

  it.each(["service", "client"] as const)(
    "compiles as a %s for services of any name and size",
    async (kind) => {
      await put(
        "odd.proto",
        `syntax = "proto3"; package odd; message M {}
service Empty {} service greeter_lower { rpc Get(M) returns (M); } service plain { rpc Get(M) returns (M); }`,
      );
      expect(await compiled("--type", kind, "--from", "odd.proto")).toBe("");
    },
  );

  it("tells services of one name apart that a client calls, and refuses to serve them by one process", async () => {
    await put("protos/acme/old/store.proto", store.replaceAll("acme.store.v1", "acme.old"));
    expect(await compiled("--from", "protos")).toContain(
      "acme.old.Store and acme.store.v1.Store cannot be served by one process: their endpoints are Store.Method for both",
    );
    expect(await compiled("--type", "client", "--from", "protos")).toBe("");
    expect(await read("src/clients.ts")).toContain("storeV1: createStoreV1Client");
  });

  it("formats what was there, and excepts it from lint, so that the project's checks are green", async () => {
    await written("--from", "protos");
    expect(await read("buf.yaml")).toContain(
      "    RPC_PASCAL_CASE:\n      - proto/acme/store/v1/store.proto\n",
    );
    for (const args of [["format", "--diff", "--exit-code"], ["lint"]]) {
      await promisify(execFile)(process.execPath, [bufLauncher(), ...args], { cwd: join(cwd, "app") });
    }
  });

  it("says what is true: calls that are there, streams as streams, no path of this machine", async () => {
    const watch = "service Feed { rpc Watch(M) returns (stream M); } message M {}";
    await put("feed.proto", `syntax = "proto3"; package feed; ${watch}`);
    await written("--from", join(cwd, "feed.proto"), "--pm", "npm");
    const readme = await read("README.md");
    expect(readme).toContain("npx micro stream app Feed.Watch '{}'\n");
    expect(readme).toContain("\nmicro new app --pm npm --from feed.proto\n");
    for (const path of await listFiles(join(cwd, "app"))) {
      if (!path.endsWith(".tgz")) expect(await read(path), path).not.toContain(cwd);
    }
  });

  it.each([
    ["protos", true],
    ["http", false],
  ] as const)("lists third_party in the README of an api only where it is there: %s", async (from, has) => {
    await put("http/google/api/annotations.proto", await readFile(annotations, "utf8"));
    await put("http/google/api/http.proto", await readFile(join(annotations, "../http.proto"), "utf8"));
    await put(
      "http/x.proto",
      `syntax = "proto3"; package x; import "google/api/annotations.proto";
service Feed { rpc Get(M) returns (M); } message M {}`,
    );
    await written("--type", "api", "--from", from);
    expect((await read("README.md")).includes("third_party/")).toBe(has);
    expect((await listFiles(join(cwd, "app"))).some((it) => it.startsWith("third_party/"))).toBe(has);
  });

  it("is green where there is nothing to test yet", async () => {
    await put("empty.proto", 'syntax = "proto3"; package x; service Empty {}');
    await written("--from", "empty.proto");
    expect(JSON.parse(await read("package.json")).scripts.test).toBe("vitest run --passWithNoTests");
  });

  it("shows a client's call of a method that there is", async () => {
    await written("--type", "client", "--from", "protos");
    expect(await read("src/main.ts")).toContain("  // Call what you need, such as clients.store.get\n");
  });

  it.each([
    ["nowhere", ["--from", "nowhere"], "there is no such file or folder"],
    ["no contract", ["--from", "."], "there is no .proto file in it"],
    ["no service", ["--from", "protos/acme/common/money.proto"], "it declares no service"],
    ["a page", ["--from", "protos", "--type", "web"], "a page calls the greeter"],
    ["a template as well", ["--from", "protos", "--template", "protos"], "exclude each other"],
  ])("refuses %s", async (what, flags, message) => {
    if (what === "no contract") await rm(join(cwd, "protos"), { recursive: true });
    const before = await listFiles(cwd);
    expect(await compiled(...flags)).toContain(message);
    expect(await listFiles(cwd)).toEqual(before);
  });

  it.each(["protos/acme/store/v1/store.proto", "protos"])(
    "names the import that %s lacks, and the file that has it",
    async (from) => {
      await rm(join(cwd, "protos/acme/common"), { recursive: true });
      expect(await compiled("--from", from)).toMatch(
        /acme\/store\/v1\/store\.proto imports "acme\/common\/money\.proto", which is not below .*protos; give the folder that holds all of it: --from DIR/,
      );
    },
  );

  it("says what buf finds wrong with a contract", async () => {
    await put("protos/acme/common/money.proto", "syntax = 1;");
    expect(await compiled("--from", "protos")).toMatch(/money\.proto:1:/);
  });
});

describe("micro new --template", () => {
  it("writes what the folder holds, rendered, and nothing else", async () => {
    await put("mine/README.md.hbs", "# {{packageName}} for {{registryName}}\n");
    await put("mine/_gitignore", "dist\n");
    await put("mine/src/__alias__.txt", "{{untouched}}\n");
    const { code } = await runMicro(["new", "@acme/foo-bar", "--template", "mine", "--no-git"], { cwd });
    expect(code).toBe(0);
    const files = await listFiles(join(cwd, "foo-bar"));
    expect(files.filter((it) => !it.startsWith("vendor/"))).toEqual([
      ".gitignore",
      ".micro/manifest.json",
      "README.md",
      "src/foo-bar.txt",
    ]);
    expect(await readFile(join(cwd, "foo-bar/README.md"), "utf8")).toBe("# @acme/foo-bar for foo-bar\n");
    expect(await readFile(join(cwd, "foo-bar/src/foo-bar.txt"), "utf8")).toBe("{{untouched}}\n");
  });

  it("may be a clone, with packages installed", async () => {
    const beside = {
      ".git/COMMIT_EDITMSG": "x",
      "node_modules/x/index.js": "x",
      "sub/node_modules/y.js": "x",
    };
    for (const [path, text] of Object.entries({ ...beside, "src/main.ts": "x" }))
      await put(`mine/${path}`, text);
    expect(await written("--template", "mine")).toBe("");
    const files = await listFiles(join(cwd, "app"));
    expect(files.filter((it) => !it.startsWith("vendor/"))).toEqual([".micro/manifest.json", "src/main.ts"]);
  });

  it("refuses what not every system can hold, and says so", async () => {
    await put("mine/proto/aux.proto", "");
    const { code, stderr } = await runMicro(["new", "app", "--template", "mine"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: "proto\/aux\.proto" cannot be in a project: Windows has no such file name; give it another name\n/,
    );
  });

  it("refuses a folder that is not there, and names that it does not know", async () => {
    expect(await compiled("--template", "nowhere")).toContain(
      "only folders of this machine can be templates",
    );
    await put("mine/README.md.hbs", "{{nope}}\n");
    expect(await compiled("--template", "mine")).toContain("README.md.hbs");
    expect(await listFiles(cwd)).toEqual(["mine/README.md.hbs"]);
  });
});
