import { execFileSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { listFiles, readFiles } from "../../src/scaffold/files/project-files.js";
import { micro as runMicro } from "../cli/terminal.js";
import { compile } from "./compile.js";

// buf, npm and the compiler are processes of their own.
vi.setConfig({ testTimeout: 60_000 });

const root = join(import.meta.dirname, "..", "..");

let project: string;
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "micro-add-"));
  await cp(join(root, "examples", "greeter"), project, {
    recursive: true,
    filter: (path) => !/[\\/](node_modules|dist)$/.test(path),
  });
  await symlink(join(root, "node_modules"), join(project, "node_modules"));
});
afterEach(async () => await rm(project, { recursive: true, force: true }));

const micro = async (...argv: readonly string[]) => await runMicro(argv, { cwd: project });
const read = async (path: string) => await readFile(join(project, path), "utf8");

/** Every file of the project, as it is. */
const snapshot = async () => {
  const texts = new Map<string, string>();
  for (const path of (await listFiles(project)).filter((it) => !it.startsWith("node_modules"))) {
    texts.set(path, await read(path));
  }
  return texts;
};

describe("micro add method", () => {
  it("adds it to contract, stubs and handler, formatted, and the project compiles", async () => {
    const { code, stdout } = await micro("add", "method", "say-bye", "--stream", "server");
    expect(code).toBe(0);
    expect(stdout).toBe(
      "written  proto/greeter/v1/greeter.proto\n" +
        "written  src/gen/greeter/v1/greeter.micro.ts\n" +
        "written  src/gen/greeter/v1/greeter.ts\n" +
        "written  src/handler/greeter.ts\n" +
        "written  test/greeter-say-bye.test.ts\n",
    );
    const proto = await read("proto/greeter/v1/greeter.proto");
    expect(proto).toContain("\n\n  rpc SayBye(SayByeRequest) returns (stream SayByeResponse);\n}\n");
    expect(proto).toMatch(/\n\nmessage SayByeRequest \{\}\n\nmessage SayByeResponse \{\}\n$/);
    expect(await read("src/handler/greeter.ts")).toContain("  sayBye() {\n");
    expect(await compile(project)).toBe("");
    expect((await micro("generate", "--check")).code).toBe(0);
  });

  it.each([
    ["client", "(stream XRequest) returns (XResponse)"],
    ["both", "(stream XRequest) returns (stream XResponse)"],
  ])("streams from the %s", async (side, signature) => {
    await micro("add", "method", "Greeter.X", "--stream", side);
    expect(await read("proto/greeter/v1/greeter.proto")).toContain(`rpc X${signature};`);
  });

  it("finds the end of a service past braces in comments and strings, however it is laid out", async () => {
    const file = join(project, "proto/greeter/v1/greeter.proto");
    const text = await read("proto/greeter/v1/greeter.proto");
    await writeFile(
      file,
      text
        .replace("service Greeter {", "service Greeter { // }\n  /* } */ option deprecated = false;")
        .replace(
          "(stream GreetingsResponse);\n}",
          "(stream GreetingsResponse) { option deprecated = true; } }",
        ),
    );
    expect((await micro("add", "method", "Bye")).code).toBe(0);
    expect(await read("proto/greeter/v1/greeter.proto")).toMatch(
      /rpc Bye\(ByeRequest\) returns \(ByeResponse\);\n\}/,
    );
  });

  it("takes longer names for messages where the short ones are taken", async () => {
    await micro("add", "service", "Billing");
    await micro("add", "method", "Billing.Hello");
    expect(await read("proto/greeter/v1/billing.proto")).toContain(
      "rpc Hello(BillingHelloRequest) returns (BillingHelloResponse);",
    );
    expect(await compile(project)).toBe("");
  });
});

describe("micro add service", () => {
  it("adds contract, stubs, handler, test and registration, and the project compiles", async () => {
    const { code, stdout } = await micro("add", "service", "user-billing", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      dryRun: false,
      files: [
        "proto/greeter/v1/user_billing.proto",
        "src/gen/greeter/v1/user_billing.micro.ts",
        "src/gen/greeter/v1/user_billing.ts",
        "src/handler/user-billing.ts",
        "src/main.ts",
        "test/user-billing.test.ts",
      ],
      unplaced: [],
    });
    expect(await read("src/main.ts")).toContain(
      "registerUserBillingHandler(service.server, userBillingHandler);",
    );
    expect(await compile(project)).toBe("");
  });
});

describe("micro add subscriber", () => {
  it("adds event, subscriber, test and registration, and the project compiles", async () => {
    const { code, stdout } = await micro("add", "subscriber", "user-created", "--topic", "users");
    expect(code).toBe(0);
    expect(stdout).toContain("written  src/subscriber/user-created.ts\n");
    expect(await read("src/subscriber/user-created.ts")).toContain(
      '{ topic: "users", schema: UserCreatedSchema }',
    );
    expect(await read("src/main.ts")).toContain("service.server.subscribe(userCreatedTopic, onUserCreated);");
    expect(await compile(project)).toBe("");
  });
});

describe("micro add subscriber, asked for what cannot be as it is,", () => {
  it("writes any topic as what it is", async () => {
    const topic = `it"s \${y} \`now\` \\`;
    expect((await micro("add", "subscriber", "user-created", "--topic", topic)).code).toBe(0);
    expect(await read("src/subscriber/user-created.ts")).toContain(
      `{ topic: ${JSON.stringify(topic)}, schema`,
    );
    expect(await compile(project)).toBe("");
  });

  it("refuses a client, which has no server, before it writes anything", async () => {
    const manifest = JSON.parse(await read(".micro/manifest.json"));
    manifest.answers.kind = "client";
    await writeFile(join(project, ".micro/manifest.json"), JSON.stringify(manifest));
    const before = await snapshot();
    const { code, stderr } = await micro("add", "subscriber", "user-created");
    expect([code, stderr.split("\n")[0]]).toEqual([
      2,
      "error: a project of kind client has no server that could receive events; add the subscriber to a service",
    ]);
    expect(await snapshot()).toEqual(before);
  });
});

describe("micro add", () => {
  it("works in a project called vendor, whatever else is in it", async () => {
    const vendor = join(project, "vendor");
    await cp(join(root, "examples", "greeter"), vendor, {
      recursive: true,
      filter: (path) => !/[\\/](node_modules|dist)$/.test(path),
    });
    await cp(join(vendor, "src/gen"), join(vendor, "src/coverage/gen"), { recursive: true });
    await writeFile(join(vendor, "huge"), "");
    await truncate(join(vendor, "huge"), 3 * 2 ** 30);
    execFileSync("mkfifo", [join(vendor, "pipe"), join(vendor, "src/pipe")]);
    const { code, stderr } = await runMicro(["add", "method", "Bye"], { cwd: vendor });
    expect([code, stderr.replace(/^adding to .*\n/, "")]).toEqual([0, ""]);
    expect(await read("vendor/src/handler/greeter.ts")).toContain("  bye() {\n");
  });

  it("keeps the line ends of a contract", async () => {
    const file = join(project, "proto/greeter/v1/greeter.proto");
    await writeFile(file, (await readFile(file, "utf8")).replaceAll("\n", "\r\n"));
    expect((await micro("add", "method", "Bye")).code).toBe(0);
    expect((await readFile(file, "utf8")).replaceAll("\r\n", "")).not.toContain("\n");
  });

  it("finds the end of a service behind a tab", async () => {
    const file = join(project, "proto/greeter/v1/greeter.proto");
    const text = await readFile(file, "utf8");
    await writeFile(
      file,
      text.replace("(stream GreetingsResponse);\n}", "(stream GreetingsResponse);\n /* } é */\t}"),
    );
    const { code } = await micro("add", "method", "Bye");
    expect(code).toBe(0);
    expect(await read("proto/greeter/v1/greeter.proto")).toContain(
      "rpc Bye(ByeRequest) returns (ByeResponse);\n}",
    );
  });

  it.each([
    [["method", "Hello"], "Greeter.Hello exists already, in greeter/v1/greeter.proto"],
    [["method", "Nope.Hello"], 'there is no service "Nope" (there are: greeter.v1.Greeter)'],
    [["method", "1x"], '"1x" cannot name a method'],
    [["method", "x", "--stream", "up"], "Allowed choices are server, client, both"],
    [["service", "greeter"], "greeter.v1.Greeter exists already"],
    [["service", "../x"], '"../x" cannot name a service'],
    [["subscriber", "hello-request"], "greeter.v1.HelloRequest exists already"],
    [["service"], "missing required argument 'name'"],
    [["thing", "x"], "add"],
  ])("refuses %j in one line, and changes nothing", async (argv, message) => {
    const before = await snapshot();
    const { code, stderr } = await micro("add", ...argv);
    expect(code).toBe(2);
    expect(stderr.split("\n")[0]).toContain(message);
    expect(await snapshot()).toEqual(before);
  });

  it("shows what it would do, and does not", async () => {
    const before = await snapshot();
    const { stdout } = await micro("add", "service", "billing", "--dry-run");
    expect(stdout).toContain("write    src/handler/billing.ts\n");
    expect(stdout).toMatch(/\n\nNothing was written\.\n$/);
    expect(await snapshot()).toEqual(before);
  });

  it("hands over what it cannot place", async () => {
    await writeFile(
      join(project, "src/main.ts"),
      (await read("src/main.ts")).replace(/\/\/ micro:handlers.*\n/, ""),
    );
    const { code, stderr } = await micro("add", "subscriber", "user-created");
    expect(code).toBe(1);
    expect(stderr).toContain(
      'cannot add to src/main.ts: it has no line "// micro:handlers", or more than one; add this yourself:',
    );
    expect(stderr).toContain("service.server.subscribe(userCreatedTopic, onUserCreated);");
  });

  it("leaves a project alone that it did not write", async () => {
    await rm(join(project, ".micro"), { recursive: true });
    const { code, stderr } = await micro("add", "method", "Bye");
    expect(code).toBe(2);
    expect(stderr).toContain(
      "was not written by micro new; edit the contract yourself, then run: micro generate",
    );
  });

  it("changes nothing when the contract is broken", async () => {
    const file = join(project, "proto/greeter/v1/greeter.proto");
    await writeFile(file, `${await readFile(file, "utf8")}message {`);
    const before = await readFiles(join(project, "src"));
    const { code, stderr } = await micro("add", "method", "Bye");
    expect(code).toBe(1);
    expect(stderr).toContain("proto/greeter/v1/greeter.proto:");
    expect(await readFiles(join(project, "src"))).toEqual(before);
  });
});
