import { beforeEach, describe, expect, it } from "vitest";
import { ask, type Question } from "./ask.js";
import { createGatewayWorld, type GatewayWorld } from "./gateway-world.js";

let world: GatewayWorld;
let url: string;
beforeEach(async () => {
  world = createGatewayWorld();
  await world.startLibrary();
  url = await world.startGateway();
});

/** @returns which method was called, and with what */
async function called(target: string, question?: Question): Promise<unknown> {
  const { status, body } = await ask(url, target, question);
  const { method, request } = body as Record<string, string>;
  return status === 200 ? [method, JSON.parse(request ?? "")] : body;
}

describe("routes that a service declares", () => {
  it.each([
    ["GET /v1/shelves/7", undefined, "getShelf", { name: "shelves/7", revision: 0 }],
    ["GET /v1/shelves/7?revision=2", undefined, "getShelf", { name: "shelves/7", revision: 2 }],
    ["GET /v1/shelves/J%C3%B6rg%2FX", undefined, "getShelf", { name: "shelves/Jörg%2FX", revision: 0 }],
    ["GET /v1/old/J%C3%B6rg%2FX", undefined, "getShelf", { name: "Jörg/X", revision: 0 }],
    ["PURGE /v1/shelves/7", undefined, "getShelf", { name: "shelves/7", revision: 0 }],
    [
      "PUT /v1/shelves/7/books/8",
      { title: "T" },
      "replaceBook",
      { name: "shelves/7/books/8", title: "T", pages: "0" },
    ],
    ["DELETE /v1/shelves/7/books/8", undefined, "deleteBook", { name: "shelves/7/books/8", revision: 0 }],
    ["POST /v1/shelves/7/books/8:archive", {}, "archiveBook", { name: "shelves/7/books/8", revision: 0 }],
    [
      "POST /v1/shelves/7/books/8:archive",
      { revision: 3 },
      "archiveBook",
      { name: "shelves/7/books/8", revision: 3 },
    ],
    ["GET /v1/files/a/b%20c/d", undefined, "readFile", { name: "a/b c/d", revision: 0 }],
    ["GET /v1/files/special", undefined, "readSpecialFile", { name: "", revision: 0 }],
    ["POST /v1/tags", ["a", "b"], "tagBook", { tags: ["a", "b"], replace: false }],
    ["POST /v1/tags?replace=true", ["a"], "tagBook", { tags: ["a"], replace: true }],
  ])("%s %o", async (target, body, ...expected) => {
    expect(await called(target, body === undefined ? {} : { body })).toEqual(expected);
  });

  it("puts the body into its field, beside path and query", async () => {
    const book = { title: "T", pages: "9007199254740993" };
    expect(await called("POST /v1/shelves/7/books?bookId=b1", { body: book })).toEqual([
      "createBook",
      { parent: "shelves/7", book: { name: "", title: "T", pages: "9007199254740993" }, bookId: "b1" },
    ]);
  });

  it("lets a path fill a field of the body", async () => {
    expect(await called("PATCH /v1/shelves/7/books/8?update_mask=title", { body: { title: "T" } })).toEqual([
      "updateBook",
      { book: { name: "shelves/7/books/8", title: "T", pages: "0" }, updateMask: ["title"] },
    ]);
  });

  it("answers with the field that is the response body, also when it is empty", async () => {
    const target = "GET /v1/shelves/7/books?filter.inner.tags=a&filter.inner.tags=b";
    const one = [{ name: "shelves/7/books/0", title: "a+b" }];
    expect(await ask(url, `${target}&page_size=1`)).toMatchObject({ status: 200, body: one });
    expect(await ask(url, target)).toMatchObject({ status: 200, body: [] });
  });
});
