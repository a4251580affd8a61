import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readTree } from "./generator/read-tree.js";
import { bufGenerate } from "./generator/run-buf.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const typescript = createRequire(import.meta.url).resolve("typescript/bin/tsc");
let folder: string;

/** A module of files in several folders, which use each other, options and well-known types. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "micro-buf-"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  cpSync(join(root, "test/fixtures/http-rules/google"), join(folder, "proto/google"), { recursive: true });
  write("shop/v1/shop.proto", [
    'syntax = "proto3";',
    "package shop.v1;",
    'import "google/api/annotations.proto";',
    'import "google/protobuf/empty.proto";',
    'import "shop/goods/v1/goods.proto";',
    "service Shop {",
    "  rpc Buy(shop.goods.v1.Goods) returns (google.protobuf.Empty) {",
    '    option (google.api.http) = {post: "/v1/goods" body: "*"};',
    "  }",
    "}",
  ]);
  write("shop/goods/v1/goods.proto", [
    'syntax = "proto3";',
    "package shop.goods.v1;",
    'import "google/protobuf/descriptor.proto";',
    'import "google/protobuf/timestamp.proto";',
    "extend google.protobuf.FieldOptions { string tag = 50001; }",
    "message Goods { google.protobuf.Timestamp made = 1 [(tag) = 'made']; }",
  ]);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, lines: readonly string[]): void {
  mkdirSync(join(folder, "proto", path, ".."), { recursive: true });
  writeFileSync(join(folder, "proto", path), `${lines.join("\n")}\n`);
}

const gen = () => join(folder, "gen");

describe("protoc-gen-micro under buf generate", () => {
  it("prints the same for one request per directory as for one request", async () => {
    expect(await bufGenerate(folder, { strategy: "all" })).toBe("");
    const all = readTree(gen());
    expect(await bufGenerate(folder, { strategy: "directory" })).toBe("");
    expect(readTree(gen())).toEqual(all);
    expect(Object.keys(all)).toEqual(
      expect.arrayContaining(["shop/v1/shop.ts", "shop/v1/shop.micro.ts", "shop/goods/v1/goods.micro.ts"]),
    );
  });

  it("prints imports and well-known types where it is asked for them, too", async () => {
    await bufGenerate(folder, {});
    const asNeeded = readTree(gen());
    const wanted = { include_imports: true, include_wkt: true };
    expect(await bufGenerate(folder, { strategy: "directory", ...wanted })).toBe("");
    const asAsked = readTree(gen());
    expect(asAsked).toMatchObject(asNeeded);
    expect(Object.keys(asAsked)).toContain("google/protobuf/descriptor.micro.ts");
    expect(await bufGenerate(folder, { strategy: "all", ...wanted })).toBe("");
    expect(readTree(gen())).toEqual(asAsked);
    typeCheck();
  });

  it("leaves nothing of what is no longer declared, under clean", async () => {
    await bufGenerate(folder, {});
    rmSync(join(folder, "proto/shop/v1"), { recursive: true });
    await bufGenerate(folder, {});
    expect(existsSync(join(gen(), "shop/v1/shop.micro.ts"))).toBe(false);
    expect(existsSync(join(gen(), "shop/goods/v1/goods.micro.ts"))).toBe(true);
  });

  it("takes options as a list", async () => {
    await bufGenerate(folder, { opt: ["import_extension=ts", "go_aliases=true"] });
    const stub = readTree(gen())["shop/v1/shop.micro.ts"];
    expect(stub).toContain('from "../goods/v1/goods.ts"');
    expect(stub).toContain("newShopService");
  });

  it("says where a .proto file is wrong, and writes nothing", async () => {
    write("shop/v1/bad.proto", [
      'syntax = "proto3";',
      "package shop.v1;",
      'import "google/api/annotations.proto";',
      "service Bad {",
      "  rpc Get(Request) returns (Request) {",
      '    option (google.api.http).get = "/v1/{nothing}";',
      "  }",
      "}",
      "message Request {}",
    ]);
    await expect(bufGenerate(folder, {})).rejects.toThrow(
      "plugin protoc-gen-micro: shop/v1/bad.proto:6:5: method shop.v1.Bad.Get: google.api.http: " +
        "/v1/{nothing}: message Request has no field nothing",
    );
    expect(existsSync(join(gen(), "shop"))).toBe(false);
  });

  it("warns on stderr", async () => {
    write("shop/v1/closed.proto", [
      'edition = "2023";',
      "package shop.v1;",
      "option features.enum_type = CLOSED;",
      "enum Size { SIZE_UNSPECIFIED = 0; }",
    ]);
    expect(await bufGenerate(folder, { opt: ["strict=false"] })).toBe(
      "protoc-gen-micro: warning: shop/v1/closed.proto:4:1: enum shop.v1.Size: " +
        "expected features.enum_type = OPEN, got CLOSED\n",
    );
  });
});

/** Under the flags of the fixtures. */
function typeCheck(): void {
  const settings = { extends: join(root, "test/fixtures/tsconfig.json"), include: ["gen"], exclude: [] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const { stdout } = spawnSync(process.execPath, [typescript, "-p", folder], { encoding: "utf8" });
  expect(stdout).toBe("");
}
