import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readGivenContract } from "./given-contract.js";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "micro-given-"));
});
afterEach(async () => await rm(cwd, { recursive: true, force: true }));

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), text);
  }
}

/** The paths that a contract has in a project. */
const pathsOf = async (from: string) => [...(await readGivenContract(from, cwd)).files.keys()].sort();

const proto = (packageName: string, ...more: readonly string[]) =>
  `syntax = "proto3"; package ${packageName}; ${more.join(" ")}\n`;
const service = "service Store { rpc Get(Item) returns (Item); } message Item {}";
const http = 'import "google/api/annotations.proto";';

describe("A contract that is given", () => {
  it.each(["protos", "protos/acme/v1/store.proto", "."])(
    "may import the HTTP annotations without having them: %s",
    async (from) => {
      await put({ "protos/acme/v1/store.proto": proto("acme.v1", http, service) });
      expect(await pathsOf(from)).toEqual([
        "proto/acme/v1/store.proto",
        "proto/google/api/annotations.proto",
        "proto/google/api/http.proto",
      ]);
    },
  );

  it.each(["protos", "protos/c10/a.proto"])(
    "may import files beside it by their bare names: %s",
    async (from) => {
      await put({
        "protos/c10/a.proto": proto("c10", 'import "b.proto";', "service A { rpc Get(B) returns (B); }"),
        "protos/c10/b.proto": proto("c10", "message B {}"),
      });
      expect(await pathsOf(from)).toEqual(["proto/a.proto", "proto/b.proto"]);
    },
  );

  it("may import by names that begin above what is given", async () => {
    await put({
      "protos/a/x.proto": proto("any", 'import "b/y.proto";', service),
      "protos/b/y.proto": proto("other"),
    });
    expect(await pathsOf("protos/a")).toEqual(["proto/a/x.proto", "proto/b/y.proto"]);
  });

  it("may have several imports on a line, over lines, and in comments", async () => {
    const imports = 'import "a.proto"; import\n"b.proto"; /* import "c.proto"; */ // import "d.proto";\n';
    await put({
      "x.proto": proto("x", imports, service),
      "a.proto": proto("a"),
      "b.proto": proto("b", 'import public "e.proto";'),
      "e.proto": proto("e"),
    });
    expect(await pathsOf("x.proto")).toEqual(["a", "b", "e", "x"].map((it) => `proto/${it}.proto`));
  });

  it("may be a whole repository: names begin where packages do", async () => {
    await put({
      "protos/acme/v1/store.proto": proto("acme.v1", 'import "acme/v1/money.proto";', service),
      "protos/acme/v1/money.proto": proto("acme.v1"),
      "node_modules/other/other.proto": proto("other", "this is none"),
    });
    expect(await pathsOf(".")).toEqual(["proto/acme/v1/money.proto", "proto/acme/v1/store.proto"]);
  });

  it.each<[string, Record<string, string>]>([
    ["buf.work.yaml", { "buf.work.yaml": "version: v1\ndirectories: [api, shared/proto]\n" }],
    [
      "buf.yaml",
      {
        "buf.yaml": "version: v2\nmodules:\n  - path: api\n    excludes: [api/old]\n  - path: shared/proto\n",
      },
    ],
    [
      "buf.yaml of the first version",
      {
        "buf.work.yaml": "version: v1\ndirectories: [api, shared/proto]\n",
        "api/buf.yaml": "version: v1\nbuild:\n  excludes: [old]\n",
      },
    ],
  ])("is made of the modules that %s names", async (what, config) => {
    await put({
      ...config,
      "api/shop/store.proto": proto("acme.v1", 'import "money/money.proto";', service),
      "shared/proto/money/money.proto": proto("money"),
      "else/broken.proto": "this is none",
      ...(what !== "buf.work.yaml" && { "api/old/broken.proto": "this is none" }),
    });
    const all = ["proto/money/money.proto", "proto/shop/store.proto"];
    for (const from of [".", "api", "api/shop", "api/shop/store.proto"])
      expect(await pathsOf(from), from).toEqual(all);
  });

  it("is formatted, as a project's checks want it", async () => {
    await put({ "x.proto": proto("x", service) });
    const { files } = await readGivenContract("x.proto", cwd);
    expect(String(files.get("proto/x.proto")?.contents)).toBe(`syntax = "proto3";
package x;
service Store {
  rpc Get(Item) returns (Item);
}
message Item {}
`);
  });

  it("is refused with the file and the line where it is wrong", async () => {
    await put({ "x.proto": proto("x", "service Store {\n rpc Get(Nothing) returns (Nothing); }") });
    await expect(readGivenContract("x.proto", cwd)).rejects.toThrow(
      /^--from x\.proto: proto\/x\.proto:2:\d+: cannot find `Nothing`/,
    );
  });
});
