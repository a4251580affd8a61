import { beforeEach, describe, expect, it } from "vitest";
import { ask } from "./ask.js";
import { createGatewayWorld } from "./gateway-world.js";

let url: string;
beforeEach(async () => {
  const world = createGatewayWorld();
  await world.startLibrary();
  url = await world.startGateway();
});

describe("the parameters of a query", () => {
  it.each<[query: string, message: object]>([
    ["", {}],
    ["text=a", { text: "a" }],
    ["text=", {}],
    ["text=a+b%20c%26", { text: "a b c&" }],
    ["text=123", { text: "123" }],
    ["flag=true", { flag: true }],
    ["flag=false", {}],
    ["small=-3", { small: -3 }],
    ["small=1e3", { small: 1000 }],
    ["big=9007199254740993", { big: "9007199254740993" }],
    ["count=4294967295", { count: 4294967295 }],
    ["huge=18446744073709551615", { huge: "18446744073709551615" }],
    ["rough=1.5", { rough: 1.5 }],
    ["exact=-1e-7", { exact: -1e-7 }],
    ["exact=NaN", { exact: "NaN" }],
    ["exact=-Infinity", { exact: "-Infinity" }],
    ["data=AAH/", { data: "AAH/" }],
    ["data=AAH_", { data: "AAH/" }],
    ["colour=COLOUR_RED", { colour: "COLOUR_RED" }],
    ["colour=1", { colour: "COLOUR_RED" }],
    ["colour=7", { colour: 7 }],
    ["numbers=1", { numbers: [1] }],
    ["numbers=1&numbers=2&text=a&numbers=3", { numbers: [1, 2, 3], text: "a" }],
    ["colours=COLOUR_RED&colours=0", { colours: ["COLOUR_RED", "COLOUR_UNSPECIFIED"] }],
    ["at=2024-05-01T12:00:00.123456789Z", { at: "2024-05-01T12:00:00.123456789Z" }],
    ["lasts=1.5s", { lasts: "1.500s" }],
    ["mask=text,inner.small", { mask: "text,inner.small" }],
    ["mask=maybe_flag,inner.maybeText", { mask: "maybeFlag,inner.maybeText" }],
    ["maybe_flag=false", { maybeFlag: false }],
    ["maybeFlag=true", { maybeFlag: true }],
    ["maybe_text=", { maybeText: "" }],
    ["maybe_big=-9007199254740993", { maybeBig: "-9007199254740993" }],
    ["optional_text=", { optionalText: "" }],
    ["inner.text=a&inner.inner.small=3", { inner: { text: "a", inner: { small: 3 } } }],
    ["inner.numbers=1&inner.numbers=2", { inner: { numbers: [1, 2] } }],
    [
      "times=2024-05-01T12:00:00Z&times=2024-05-02T12:00:00Z",
      { times: ["2024-05-01T12:00:00Z", "2024-05-02T12:00:00Z"] },
    ],
    ["left=a", { left: "a" }],
    ["right=0", { right: 0 }],
  ])("%s", async (query, message) => {
    expect(await ask(url, `GET /v1/everything?${query}`)).toMatchObject({ status: 200, body: message });
  });

  it.each<[query: string, detail: string]>([
    ["nope=1", 'nope: Everything has no field "nope"'],
    ["inner.nope=1", 'inner.nope: Everything has no field "nope"'],
    ["text.length=1", 'text.length: "text" has no fields'],
    ["=1", ': Everything has no field ""'],
    ["__proto__=1", '__proto__: Everything has no field "__proto__"'],
    ["constructor.name=1", 'constructor.name: Everything has no field "constructor"'],
    ["text=a&text=b", "text: it is given more than once"],
    ["flag=yes", 'flag: expected true or false, got "yes"'],
    ["flag=", 'flag: expected true or false, got ""'],
    ["small=a", 'small: expected an integer in range, got "a"'],
    ["small=", 'small: expected an integer in range, got ""'],
    ["small=1.5", 'small: expected an integer in range, got "1.5"'],
    ["small=2147483648", 'small: expected an integer in range, got "2147483648"'],
    ["count=-1", 'count: expected an integer in range, got "-1"'],
    ["huge=18446744073709551616", 'huge: expected an integer in range, got "18446744073709551616"'],
    ["exact=a", 'exact: expected a number, got "a"'],
    ["data=*", 'data: expected base64, got "*"'],
    ["colour=BLUE", 'colour: expected one of COLOUR_UNSPECIFIED, COLOUR_RED, got "BLUE"'],
    ["numbers=1&numbers=x", 'numbers: expected an integer in range, got "1", "x"'],
    ["at=noon", 'at: expected a time such as 2024-05-01T12:00:00Z, got "noon"'],
    ["lasts=1", 'lasts: expected seconds such as 1.5s, got "1"'],
    ["maybe_big=x", 'maybe_big: expected an integer, got "x"'],
    ["labels=a", "labels: it takes a map, which has no place in a path or a query"],
    ["labels.a=b", 'labels.a: "labels" has no fields'],
    ["extra={}", "extra: it takes a message Struct, which has no place in a path or a query"],
    ["inner={}", "inner: it takes a message Everything, which has no place in a path or a query"],
    ["left=a&right=1", 'right: "left" is given, too, of which one may be'],
    [`${"inner.".repeat(70)}text=a`, "inner.inner.inner.inner.inner.inner.inne...: too many fields deep"],
  ])("%s is refused by its name", async (query, detail) => {
    const body = { id: "go.micro.api", code: 400, detail, status: "Bad Request" };
    expect(await ask(url, `GET /v1/everything?${query}`)).toMatchObject({ status: 400, body });
  });

  it.each([
    ["GET /v1/shelves/7?name=8", undefined, "name: it is in the path already"],
    ["POST /v1/shelves/7/books?book.title=T", {}, "book.title: it is the body of the request"],
    ["POST /v1/everything?text=a", {}, "text: this route takes no query, all is in its body"],
    ["DELETE /v1/shelves/7/books/8", {}, "this route takes no body"],
  ])("%s is refused", async (target, body, detail) => {
    expect(await ask(url, target, { body })).toMatchObject({ status: 400, body: { detail } });
  });
});

describe("the body of a request", () => {
  it("is proto3's JSON", async () => {
    const message = {
      text: "ä€",
      big: "-9223372036854775808",
      colour: "COLOUR_RED",
      data: "AAH/",
      at: "2024-05-01T12:00:00Z",
      lasts: "1.500s",
      mask: "text,inner.small",
      labels: { a: "b" },
      extra: { a: [1, null, "x"] },
      any: { "@type": "type.googleapis.com/library.v1.Book", title: "T" },
      inner: { inner: { numbers: [1, 2] } },
      left: "",
    };
    expect(await ask(url, "POST /v1/everything", { body: message })).toMatchObject({
      status: 200,
      body: message,
    });
  });

  it.each<[what: string, body: string, detail: RegExp]>([
    ["no JSON", "{", /^the body is not JSON: /],
    ["a list", "[]", /Everything/],
    ["text", '"a"', /Everything/],
    ["an unknown field", '{"nope":1}', /"nope"/],
    ["a wrong value", '{"inner":{"small":"x"}}', /small/],
    ["an unknown enum value", '{"colour":"BLUE"}', /colour|BLUE/],
    ["two members of a oneof", '{"left":"a","right":1}', /choice|left|right/],
  ])("that is %s is refused", async (_, body, detail) => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${url}/v1/everything`, { method: "POST", headers, body });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 400, detail: expect.stringMatching(detail) });
  });

  it("keeps every digit of a number", async () => {
    const body = '{"big":9007199254740993,"maybeBig":-9007199254740993}';
    const answer = await fetch(`${url}/v1/everything`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    expect(await answer.json()).toEqual({ big: "9007199254740993", maybeBig: "-9007199254740993" });
  });

  it("of one field is JSON by itself: it gives no other field", async () => {
    const headers = { "content-type": "application/json" };
    const body = '[], "replace": true, "tags": ["a"]';
    const answer = await fetch(`${url}/v1/tags`, { method: "POST", headers, body });
    expect(answer.status).toBe(400);
  });
});
