import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const built = fileURLToPath(new URL("../dist/protoc-plugin/", import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "protoc-gen-micro-"));
  for (const name of ["protoc-gen-micro.cjs", "protoc-gen-micro.bundle.js"]) {
    cpSync(join(built, name), join(folder, name));
  }
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An empty request: the answer says what the plugin can do. */
function run(env: NodeJS.ProcessEnv = {}): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, "protoc-gen-micro.cjs")], {
    input: "",
    env: { ...process.env, ...env },
  });
  expect([status, stderr.toString()]).toEqual([0, ""]);
  return stdout.toString("hex");
}

const answer = run.bind(undefined, { NODE_DISABLE_COMPILE_CACHE: "1" });

function kept(): string[] {
  return readdirSync(folder).filter((it) => it.includes(".cache"));
}

describe("the launcher of protoc-gen-micro", () => {
  it("keeps what V8 compiled, and takes it in the next run", () => {
    expect(run()).toBe(answer());
    const [cache = ""] = kept();
    expect(kept()).toEqual([expect.stringContaining(`${process.version}-${process.arch}.cache`)]);
    const before = readFileSync(join(folder, cache));
    expect(run()).toBe(answer());
    expect(readFileSync(join(folder, cache)).equals(before)).toBe(true);
  });

  it("starts anew, and keeps anew, where what was kept is broken", () => {
    run();
    const [cache = ""] = kept();
    const sound = readFileSync(join(folder, cache));
    const broken = Buffer.from(sound);
    const third = Math.floor(sound.length / 3);
    broken.writeUInt8(broken.readUInt8(third) ^ 0xff, third);
    for (const bytes of [broken, sound.subarray(0, 1000), Buffer.alloc(0), Buffer.alloc(5000)]) {
      writeFileSync(join(folder, cache), bytes);
      expect(run()).toBe(answer());
      expect(readFileSync(join(folder, cache)).length).toBeGreaterThan(5000);
    }
  });

  it("keeps nothing where NODE_DISABLE_COMPILE_CACHE says so", () => {
    answer();
    expect(kept()).toEqual([]);
  });

  it("keeps nothing where it may not write", () => {
    chmodSync(folder, 0o555);
    try {
      expect(run()).toBe(answer());
      // root may write everywhere
      if (process.getuid?.() !== 0) expect(kept()).toEqual([]);
    } finally {
      chmodSync(folder, 0o755);
    }
  });
});
