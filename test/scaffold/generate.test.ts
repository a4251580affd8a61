import {
  appendFile,
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { listFiles } from "../../src/scaffold/files/project-files.js";
import { micro as runMicro } from "../cli/terminal.js";
import { compile } from "./compile.js";

// buf, npm and the compiler are processes of their own.
vi.setConfig({ testTimeout: 60_000 });

const root = join(import.meta.dirname, "..", "..");

let home: string;
let project: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "micro-generate-"));
  // What leaves the project stays in a folder of the test's.
  project = join(home, "greeter");
  await cp(join(root, "examples", "greeter"), project, {
    recursive: true,
    filter: (path) => !/[\\/](node_modules|dist)$/.test(path),
  });
  await symlink(join(root, "node_modules"), join(project, "node_modules"));
});
afterEach(async () => await rm(home, { recursive: true, force: true }));

const micro = async (...argv: readonly string[]) => await runMicro(argv, { cwd: project });
const read = async (path: string) => await readFile(join(project, path), "utf8");
const edit = async (path: string, change: (text: string) => string) =>
  await writeFile(join(project, path), change(await read(path)));
const files = async () => (await listFiles(project)).filter((it) => !it.startsWith("node_modules"));

/** On a slow machine, a line before says what goes on. */
const withoutProgress = (stderr: string) => stderr.replace(/^generating code \.\.\.\n/, "");
const problemIn = (stderr: string) => withoutProgress(stderr).split("\n")[0];

const ADMIN = `syntax = "proto3";
package greeter.v1;
service Admin {
  rpc Stop(StopRequest) returns (StopResponse);
}
message StopRequest {}
message StopResponse {}
`;

const SPREAD = `import type { GreeterHandler } from "../gen/greeter/v1/greeter.micro.js";

const base = {
  hello: ({ name }) => ({ message: name }),
} satisfies Partial<GreeterHandler>;

export const greeterHandler = {
  async *greetings() {},
  ...base,
  // micro:methods
} satisfies GreeterHandler;
`;

const SHORTHAND = `import type { GreeterHandler } from "../gen/greeter/v1/greeter.micro.js";

const hello: GreeterHandler["hello"] = ({ name }) => ({ message: name });
const greetings: GreeterHandler["greetings"] = async function* () {};
export const greeterHandler: GreeterHandler = { hello, greetings };
`;

const CLASS = `import type { GreeterHandler } from "../gen/greeter/v1/greeter.micro.js";

class Greeter implements GreeterHandler {
  hello({ name }: { name: string }) {
    return { message: name };
  }

  async *greetings() {}

  // micro:methods
}

export const greeterHandler = new Greeter();
`;

const addMethod = async () =>
  await edit("proto/greeter/v1/greeter.proto", (text) =>
    text.replace("\n}\n", "\n\n  rpc Bye(HelloRequest) returns (HelloResponse);\n}\n"),
  );

describe("micro generate --check", () => {
  it("says that all is well", async () => {
    const { code, stdout } = await micro("generate", "--check");
    expect([code, stdout]).toEqual([0, "Generated code is current.\n"]);
  });

  it("lists what is stale, missing and foreign, and changes nothing", async () => {
    await appendFile(join(project, "src/gen/greeter/v1/greeter.ts"), "// edited\n");
    await rm(join(project, "src/gen/greeter/v1/greeter.micro.ts"));
    await writeFile(join(project, "src/gen/mine.ts"), "");
    const before = await files();
    const { code, stdout, stderr } = await micro("generate", "--check");
    expect(code).toBe(1);
    expect(stdout).toBe(
      "stale    src/gen/greeter/v1/greeter.ts\n" +
        "missing  src/gen/greeter/v1/greeter.micro.ts\n" +
        "foreign  src/gen/mine.ts\n",
    );
    expect(stderr).toBe("error: generated code is not what the contract says; run: micro generate\n");
    expect(await files()).toEqual(before);
  });

  it("sees a contract that has moved on", async () => {
    await addMethod();
    const { code, stdout } = await micro("generate", "--check", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      current: false,
      stale: ["src/gen/greeter/v1/greeter.micro.ts"],
      missing: [],
      foreign: [],
    });
  });

  it("minds no line ends", async () => {
    await edit("src/gen/greeter/v1/greeter.ts", (text) => text.replaceAll("\n", "\r\n"));
    expect((await micro("generate", "--check")).code).toBe(0);
  });

  it("works from any folder of the project", async () => {
    const { code } = await runMicro(["generate", "--check"], { cwd: join(project, "src", "handler") });
    expect(code).toBe(0);
  });

  it("leaves other files alone where the folder is not emptied, but knows its own", async () => {
    await edit("buf.gen.yaml", (text) => text.replace("clean: true", "clean: false"));
    await writeFile(join(project, "src/gen/mine.ts"), "");
    await cp(join(project, "src/gen/greeter/v1/greeter.micro.ts"), join(project, "src/gen/old.micro.ts"));
    const { stdout } = await micro("generate", "--check");
    expect(stdout).toBe("foreign  src/gen/old.micro.ts\n");
  });
});

describe("micro generate", () => {
  it("writes only what differs, and removes what nothing generates any more", async () => {
    await appendFile(join(project, "src/gen/greeter/v1/greeter.ts"), "// edited\n");
    await writeFile(join(project, "src/gen/mine.ts"), "");
    const { code, stdout } = await micro("generate");
    expect(code).toBe(0);
    expect(stdout).toBe("updated  src/gen/greeter/v1/greeter.ts\nremoved  src/gen/mine.ts\n");
    expect((await micro("generate", "--check")).code).toBe(0);
    expect((await micro("generate")).stdout).toBe("Generated code is current.\n");
  });

  it("adds a stub for a new method at the anchor, and the project compiles", async () => {
    await addMethod();
    const { code, stdout } = await micro("generate");
    expect(code).toBe(0);
    expect(stdout).toBe(
      "updated  src/gen/greeter/v1/greeter.micro.ts\nadded to src/handler/greeter.ts\ncreated  test/greeter-bye.test.ts\n",
    );
    expect(await read("src/handler/greeter.ts")).toContain(
      '  bye() {\n    throw unimplemented("greeter", "Greeter.Bye is not written yet");\n  },\n\n  // micro:methods ',
    );
    expect(await compile(project)).toBe("");
    expect((await micro("generate")).stdout).toBe("Generated code is current.\n");
  });

  it("hands over the snippet where the anchor is gone, and touches nothing of the user's", async () => {
    await addMethod();
    await edit("src/handler/greeter.ts", (text) => text.replace(/ {2}\/\/ micro:methods.*\n/, ""));
    const before = await read("src/handler/greeter.ts");
    const { code, stderr } = await micro("generate");
    expect(code).toBe(1);
    expect(stderr).toContain('cannot add to src/handler/greeter.ts: it has no line "// micro:methods"');
    expect(stderr).toContain("bye() {\n  throw unimplemented(");
    expect(await read("src/handler/greeter.ts")).toBe(before);
    expect(await compile(project)).toContain("bye");
  });

  it("names the handler of a method that is gone, and leaves it to its owner", async () => {
    const handler = await read("src/handler/greeter.ts");
    await edit("proto/greeter/v1/greeter.proto", (text) => text.replace(/\n.*\n {2}rpc Greetings[^;]*;/, ""));
    const { code, stderr } = await micro("generate");
    expect(code).toBe(0);
    const line = handler.split("\n").findIndex((it) => it.includes("*greetings(")) + 1;
    expect(stderr).toContain(
      `src/handler/greeter.ts:${line}: warning: the contract has no method that greetings answers; delete it\n`,
    );
    expect(await read("src/handler/greeter.ts")).toBe(handler);
    // As often as it is asked, until it is done; of generated code there is nothing to say.
    expect(JSON.parse((await micro("generate", "--json")).stdout)).toMatchObject({
      orphans: [{ path: "src/handler/greeter.ts", line, name: "greetings" }],
    });
    expect(await micro("generate", "--check")).toMatchObject({
      code: 0,
      stdout: "Generated code is current.\n",
    });
  });

  it("writes handler, test and registration for a new service, and the project compiles", async () => {
    await writeFile(
      join(project, "proto/greeter/v1/admin.proto"),
      'syntax = "proto3";\npackage greeter.v1;\nimport "greeter/v1/greeter.proto";\n' +
        "service AdminAPI {\n  rpc Stop(HelloRequest) returns (HelloResponse);\n" +
        "  rpc Watch(stream HelloRequest) returns (stream HelloResponse);\n}\n",
    );
    const { code, stdout } = await micro("generate");
    expect(code).toBe(0);
    expect(stdout).toBe(
      "created  src/gen/greeter/v1/admin.micro.ts\n" +
        "created  src/gen/greeter/v1/admin.ts\n" +
        "created  src/handler/admin-api.ts\n" +
        "created  test/admin-api.test.ts\n" +
        "added to src/main.ts\n",
    );
    expect(await read("src/main.ts")).toContain(
      "registerAdminAPIHandler(service.server, adminAPIHandler);\n// micro:handlers ",
    );
    expect(await compile(project)).toBe("");
  });

  it("refuses two services of one name: no process can serve both", async () => {
    await cp(join(project, "proto/greeter/v1"), join(project, "proto/greeter/v2"), { recursive: true });
    await edit("proto/greeter/v2/greeter.proto", (text) => text.replace("greeter.v1", "greeter.v2"));
    const before = await files();
    const { code, stderr } = await micro("generate");
    expect([code, problemIn(stderr)]).toEqual([
      2,
      "error: greeter.v1.Greeter and greeter.v2.Greeter cannot be served by one process: their endpoints are " +
        "Greeter.Method for both, without the package; rename one, or keep one of them in a project of its own",
    ]);
    expect(await files()).toEqual(before);
  });

  it("shows what it would do, and does not", async () => {
    await addMethod();
    const before = await read("src/handler/greeter.ts");
    const { stdout } = await micro("generate", "--dry-run");
    expect(stdout).toContain("add to   src/handler/greeter.ts");
    expect(stdout).toMatch(/\n\nNothing was written\.\n$/);
    expect(await read("src/handler/greeter.ts")).toBe(before);
    expect((await micro("generate", "--check")).code).toBe(1);
  });

  it("reports what is wrong with the contract, and changes nothing", async () => {
    await appendFile(join(project, "proto/greeter/v1/greeter.proto"), "message {\n");
    const before = await files();
    const { code, stderr } = await micro("generate");
    expect(code).toBe(1);
    expect(stderr).toMatch(/proto\/greeter\/v1\/greeter\.proto:\d+:\d+:/);
    expect(stderr).not.toContain("    at ");
    expect(await files()).toEqual(before);
  });

  const handlers: readonly (readonly [string, (text: string) => string])[] = [
    ["takes methods from elsewhere", () => SPREAD],
    ["is written in single quotes", (text) => text.replaceAll('"', "'")],
    ["has its stars elsewhere", (text) => text.replace("async *", "async* ")],
    ["lists its methods in one line", () => SHORTHAND],
    ["is a class", () => CLASS],
    ["has CRLF", (text) => text.replaceAll("\n", "\r\n")],
    ["has no semicolons", (text) => text.replaceAll(";\n", "\n")],
    [
      "calls what is called like a new method",
      (text) =>
        `${text}\nfunction bye(times: number): void {\n  if (times > 0)\n    bye(times - 1);\n}\nbye(1);\n`,
    ],
  ];

  it.each(handlers)("leaves a handler as it is that %s, and adds what is new", async (_, change) => {
    await edit("src/handler/greeter.ts", change);
    await chmod(join(project, "src/handler/greeter.ts"), 0o755);
    const before = await read("src/handler/greeter.ts");
    expect((await micro("generate")).stdout).toBe("Generated code is current.\n");
    await addMethod();
    const { code } = await micro("generate");
    const after = await read("src/handler/greeter.ts");
    expect([code, after === before]).toEqual([
      before.includes("micro:methods") ? 0 : 1,
      !before.includes("micro:methods"),
    ]);
    if (code === 0) expect(await compile(project)).toBe("");
    expect(after.split("\r\n").length).toBe(before.includes("\r") ? after.split("\n").length : 1);
    expect((await stat(join(project, "src/handler/greeter.ts"))).mode & 0o777).toBe(0o755);
    expect((await micro("generate")).code).toBe(0);
  });

  it("registers nothing again whose handler was moved or removed", async () => {
    await cp(join(project, "src/handler"), join(project, "src/moved"), { recursive: true });
    await rm(join(project, "src/handler"), { recursive: true });
    const before = await read("src/main.ts");
    expect((await micro("generate")).stdout).toBe("Generated code is current.\n");
    expect(await read("src/main.ts")).toBe(before);
  });

  it("adds to a main.ts without semicolons, and says what one lacks", async () => {
    await writeFile(join(project, "proto/greeter/v1/admin.proto"), ADMIN);
    await edit("src/main.ts", (text) => text.replace(/^/, "#!/usr/bin/env node\n").replaceAll(";\n", "\n"));
    await chmod(join(project, "src/main.ts"), 0o755);
    expect((await micro("generate")).code).toBe(0);
    expect(await read("src/main.ts")).toMatch(
      /^#!.*\nimport .*\n(?:import .*[^;]\n)+\n[^;]*registerAdminHandler\(service\.server, adminHandler\)\n/,
    );
    expect((await stat(join(project, "src/main.ts"))).mode & 0o111).not.toBe(0);
    expect(await compile(project)).toBe("");
    await writeFile(
      join(project, "proto/greeter/v1/other.proto"),
      ADMIN.replaceAll("Admin", "Other").replaceAll("Stop", "End"),
    );
    await writeFile(join(project, "src/main.ts"), "export {}\n");
    expect((await micro("generate")).stderr).toContain("it begins with no import to put others after");
  });

  it("points at what imports a service that is gone", async () => {
    await writeFile(join(project, "proto/greeter/v1/admin.proto"), ADMIN);
    await micro("generate");
    await rm(join(project, "proto/greeter/v1/admin.proto"));
    const { code, stderr } = await micro("generate");
    expect(code).toBe(0);
    expect(withoutProgress(stderr)).toBe(
      "src/handler/admin.ts:2: warning: the contract no longer has greeter/v1/admin.proto; delete it\n" +
        "src/main.ts:4: warning: the contract no longer has greeter/v1/admin.proto; delete it\n",
    );
  });

  it.each([
    [".", "is the current directory, which holds more than a plugin's output"],
    ["src/..", "is the current directory, which holds more than a plugin's output"],
    ["../greeter", "is the current directory, which holds more than a plugin's output"],
    ["../shared", "is outside the project"],
    ["/shared", "is absolute; give a folder below the project's"],
    [".git/hooks", "is git's own"],
    ["linked", "is a link that leads out of the project"],
  ])("refuses to generate into %s, where it could delete what is not generated", async (out, reason) => {
    await symlink("..", join(project, "linked"));
    await mkdir(join(project, ".git"));
    await writeFile(join(project, ".git", "HEAD"), "");
    await edit("buf.gen.yaml", (text) => text.replace("out: src/gen", `out: ${out}`));
    const before = await files();
    for (const argv of [["generate"], ["generate", "--check"]]) {
      const { code, stderr } = await micro(...argv);
      expect([code, problemIn(stderr)]).toEqual([
        2,
        `error: ${join(project, "buf.gen.yaml")}: out: ${out} ${reason}; try: src/gen`,
      ]);
    }
    expect(await files()).toEqual(before);
  });

  it("never deletes a repository that is kept in the folder of generated code", async () => {
    await mkdir(join(project, "src/gen/.git"));
    await writeFile(join(project, "src/gen/.git/HEAD"), "");
    await writeFile(join(project, "src/gen/mine.ts"), "");
    expect((await micro("generate")).stdout).toBe("removed  src/gen/mine.ts\n");
    expect(await files()).toContain("src/gen/.git/HEAD");
  });

  it("refuses outside a project", async () => {
    const { code, stderr } = await runMicro(["generate"], { cwd: tmpdir() });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: .* is in no project: no buf\.gen\.yaml here or above; make one with: micro new\n/,
    );
  });
});

describe("a project whose manifest is broken", () => {
  it.each(["<<<<<<< HEAD", "[]", '{ "version": "0.1.0" }'])("hears which file it is: %j", async (text) => {
    await writeFile(join(project, ".micro/manifest.json"), text);
    for (const command of [["generate"], ["add", "service", "billing"], ["upgrade"]]) {
      const { code, stderr } = await micro(...command);
      expect(code).toBe(2);
      expect(stderr).toContain(
        `${join(project, ".micro/manifest.json")} is not what micro new wrote; restore it: git checkout .micro/manifest.json\n`,
      );
    }
  });
});
