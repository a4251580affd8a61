import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listFiles } from "../../src/scaffold/files/project-files.js";
import { newProject } from "../../src/scaffold/project/new-project.js";
import { initRepository } from "../../src/scaffold/project/post-steps.js";
import { answerRequest, type NewRequest } from "../../src/scaffold/project/request.js";
import { upgradeProject } from "../../src/scaffold/upgrade/upgrade-project.js";

const root = join(import.meta.dirname, "..", "..");
const release = { origin: { kind: "release" } } as const;

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "micro-upgrade-"));
  await cp(join(root, "examples/greeter/proto"), join(cwd, "protos"), { recursive: true });
  // What buf lint would object to is excepted in buf.yaml.
  const more = 'syntax = "proto3";\npackage greeter.v1;\nmessage more { int32 Count = 1; }\n';
  await writeFile(join(cwd, "protos/greeter/v1/more.proto"), more);
});
afterEach(async () => await rm(cwd, { recursive: true, force: true }));

async function write(request: Omit<NewRequest, "target">): Promise<string> {
  const answers = await answerRequest({ target: "foo-bar", ...request }, { cwd, env: {} });
  const { directory } = await newProject(answers, release);
  await initRepository(answers);
  await writeFile(join(directory, ".git/info/exclude"), "node_modules\n");
  await symlink(join(root, "node_modules"), join(directory, "node_modules"));
  return directory;
}

describe("micro upgrade, in a project that was just written", () => {
  it.each<Omit<NewRequest, "target">>([
    { kind: "function", namespace: "go.micro.srv" },
    { kind: "api", name: "@acme/user-api", packageManager: "pnpm", ci: "none" },
    { kind: "web", namespace: "go.micro", docker: false },
    { kind: "web", name: "greeter" },
    { kind: "client", kubernetes: false },
    { kind: "service", from: "protos" },
    { kind: "api", from: "protos/greeter/v1/greeter.proto" },
    { kind: "client", from: "protos", packageManager: "yarn" },
  ])("finds nothing to do: %j", async (request) => {
    const project = await write(request);
    const { files } = await upgradeProject(project, release);
    expect(Object.fromEntries(files)).toEqual({});
    const status = await promisify(execFile)("git", ["status", "--porcelain"], { cwd: project });
    expect(status.stdout).toBe("");
    expect((await listFiles(project)).length).toBeGreaterThan(10);
  });

  it("lets no file off lint that was added since", async () => {
    const project = await write({ kind: "service", from: "protos" });
    const config = await readFile(join(project, "buf.yaml"), "utf8");
    expect(config).toContain("proto/greeter/v1/more.proto");
    const later = 'syntax = "proto3";\npackage greeter.v1;\nmessage later { int32 Count = 1; }\n';
    await writeFile(join(project, "proto/greeter/v1/later.proto"), later);
    await commitAll(project);
    const { files } = await upgradeProject(project, release);
    expect(Object.fromEntries(files)).toEqual({});
    expect(await readFile(join(project, "buf.yaml"), "utf8")).toBe(config);
  });
});

async function commitAll(project: string): Promise<void> {
  const author = ["-c", "user.name=x", "-c", "user.email=x@x", "-c", "commit.gpgsign=false"];
  for (const args of [
    ["add", "--all"],
    [...author, "commit", "--quiet", "--message", "x"],
  ])
    await promisify(execFile)("git", args, { cwd: project });
}
