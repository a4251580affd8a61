import { describe, expect, it } from "vitest";
import { matchPath, parseRequestPath } from "./match-path.js";
import { parsePathTemplate } from "./path-template.js";

/** @returns what a path gives to fields, by their names; undefined when it is another path */
function match(template: string, path: string): Record<string, string> | undefined {
  const values = matchPath(parsePathTemplate(template), parseRequestPath(path));
  return values && Object.fromEntries(values.map(({ fieldPath, text }) => [fieldPath.join("."), text]));
}

const firestore = "/v1/{parent=projects/*/databases/*/documents/**}/{collection_id}";
const document = "projects/p/databases/(default)/documents";

describe("matching a path", () => {
  it.each<[template: string, path: string, values: Record<string, string>]>([
    // the examples of google/api/http.proto
    ["/v1/{name=messages/*}", "/v1/messages/123456", { name: "messages/123456" }],
    ["/v1/messages/{message_id}", "/v1/messages/123456", { message_id: "123456" }],
    [
      "/v1/users/{user_id}/messages/{message_id}",
      "/v1/users/me/messages/123456",
      { user_id: "me", message_id: "123456" },
    ],
    ["/v1/{name=shelves/*/books/*}", "/v1/shelves/s/books/b", { name: "shelves/s/books/b" }],
    ["/v1/{message.name=messages/*}", "/v1/messages/1", { "message.name": "messages/1" }],
    // words
    ["/", "/", {}],
    ["/v1", "/v1", {}],
    ["/v1/books", "/v1/books", {}],
    ["/v1/books", "/v1/b%6Foks", {}],
    ["/v1/bücher", "/v1/b%C3%BCcher", {}],
    ["/v1/a.b-c_d~e", "/v1/a.b-c_d~e", {}],
    // one segment
    ["/v1/{name}", "/v1/a", { name: "a" }],
    ["/v1/{name=*}", "/v1/a", { name: "a" }],
    ["/v1/*", "/v1/a", {}],
    ["/{a}/{b}", "/x/y", { a: "x", b: "y" }],
    ["/v1/{name}", "/v1/a:b", { name: "a:b" }],
    ["/v1/{name}", "/v1/:b", { name: ":b" }],
    ["/v1/{name}", "/v1/a+b", { name: "a+b" }],
    ["/v1/{name}", "/v1/a%20b", { name: "a b" }],
    ["/v1/{name}", "/v1/a%2Fb", { name: "a/b" }],
    ["/v1/{name}", "/v1/a%2fb", { name: "a/b" }],
    ["/v1/{name}", "/v1/%E2%82%AC", { name: "€" }],
    ["/v1/{name}", "/v1/%25", { name: "%" }],
    ["/v1/{name}", "/v1/%252F", { name: "%2F" }],
    ["/v1/{name}", "/v1/..", { name: ".." }],
    ["/v1/{parent.id}", "/v1/a", { "parent.id": "a" }],
    // several segments: an escaped slash stays escaped
    ["/v1/{name=shelves/*}", "/v1/shelves/a%2Fb", { name: "shelves/a%2Fb" }],
    ["/v1/{name=shelves/*}", "/v1/shelves/a%2fb", { name: "shelves/a%2fb" }],
    ["/v1/{name=shelves/*}", "/v1/shelves/a%20b%C3%A4", { name: "shelves/a bä" }],
    ["/v1/{name=shelves/*}/{page}", "/v1/shelves/a/2", { name: "shelves/a", page: "2" }],
    ["/v1/{name=*/*}", "/v1/a/b", { name: "a/b" }],
    ["/v1/{name=shelves}", "/v1/shelves", { name: "shelves" }],
    // any number of segments
    ["/v1/{name=**}", "/v1", { name: "" }],
    ["/v1/{name=**}", "/v1/", { name: "" }],
    ["/v1/{name=**}", "/v1/a", { name: "a" }],
    ["/v1/{name=**}", "/v1/a/b/c", { name: "a/b/c" }],
    ["/v1/{name=**}", "/v1/a%2Fb/c", { name: "a%2Fb/c" }],
    ["/v1/{name=files/**}", "/v1/files", { name: "files" }],
    ["/v1/{name=files/**}", "/v1/files/a/b", { name: "files/a/b" }],
    ["/v1/**", "/v1/a/b", {}],
    ["/**", "/", {}],
    // as Google's Firestore, KMS and Remote Workers have it
    [firestore, `/v1/${document}/c`, { parent: document, collection_id: "c" }],
    [firestore, `/v1/${document}/a/b/c`, { parent: `${document}/a/b`, collection_id: "c" }],
    [
      "/v1/{name=projects/*/cryptoKeys/**}/protectedResourcesSummary",
      "/v1/projects/p/cryptoKeys/a/b/protectedResourcesSummary",
      { name: "projects/p/cryptoKeys/a/b" },
    ],
    ["/v1test2/{name=**/botSessions/*}", "/v1test2/a/b/botSessions/c", { name: "a/b/botSessions/c" }],
    ["/v1test2/{name=**/botSessions/*}", "/v1test2/botSessions/c", { name: "botSessions/c" }],
    [
      "/v1/{database=projects/*/databases/*}/documents:commit",
      "/v1/projects/p/databases/d/documents:commit",
      { database: "projects/p/databases/d" },
    ],
    // verbs
    ["/v1/{name=shelves/*}:cancel", "/v1/shelves/a:cancel", { name: "shelves/a" }],
    ["/v1/{name}:cancel", "/v1/a:b:cancel", { name: "a:b" }],
    ["/v1/{name=**}:cancel", "/v1/a/b:cancel", { name: "a/b" }],
    ["/v1/books:search", "/v1/books:search", {}],
    ["/v1/{name=shelves/*}:cancel", "/v1/shelves/a%3Ab:cancel", { name: "shelves/a:b" }],
  ])("%s matches %s", (template, path, values) => {
    expect(match(template, path)).toEqual(values);
  });

  it.each<[template: string, path: string]>([
    ["/", "/v1"],
    ["/v1", "/"],
    ["/v1", "/v1/"],
    ["/v1", "/V1"],
    ["/v1/books", "/v1/book"],
    ["/v1/books", "/v1/books/1"],
    ["/v1/books", "/v2/books"],
    ["/v1/{name}", "/v1"],
    ["/v1/{name}", "/v1/"],
    ["/v1/{name}", "/v1/a/b"],
    ["/v1/{name}", "/v1//a"],
    ["/v1/{name=shelves/*}", "/v1/books/a"],
    ["/v1/{name=shelves/*}", "/v1/shelves%2Fa"],
    ["/v1/{name=shelves/*}", "/v1/shelves"],
    ["/v1/{name=files/**}", "/v1/file/a"],
    ["/v1/{name=**/botSessions/*}", "/v1/a/botSessions"],
    [firestore, `/v1/${document}`],
    [firestore, "/v1/projects/p/documents/c"],
    ["/v1/{name}:cancel", "/v1/a"],
    ["/v1/{name}:cancel", "/v1/:cancel"],
    ["/v1/{name}:cancel", "/v1/a:cancelled"],
    ["/v1/{name}:cancel", "/v1/a:Cancel"],
    ["/**:cancel", "/"],
    ["/v1/books:search", "/v1/books"],
  ])("%s does not match %s", (template, path) => {
    expect(match(template, path)).toBeUndefined();
  });

  it.each(["/v1/%", "/v1/%zz", "/v1/%e2%82", "/v1/%C3"])("refuses the escape in %s", (path) => {
    expect(() => match("/v1/{name}", path)).toThrow(URIError);
  });
});

describe("a path template", () => {
  it.each([
    ["v1/books", "expected a slash first"],
    ["", "expected a slash first"],
    ["/v1/books:", "expected a verb after :"],
    ["/v1//books", 'expected *, ** or a word between slashes, got ""'],
    ["/v1/books/", 'expected *, ** or a word between slashes, got ""'],
    ["/v1/{name", 'expected *, ** or a word between slashes, got "{name"'],
    ["/v1/{name}x", 'expected *, ** or a word between slashes, got "{name}x"'],
    ["/v1/x{name}", 'expected *, ** or a word between slashes, got "x{name}"'],
    ["/v1/{name={id}}", "expected"],
    ["/v1/{name=}", 'expected *, ** or a word between slashes, got ""'],
    ["/v1/{}", "expected {field}, got {}"],
    ["/v1/{name.}", "expected {field}, got {name.}"],
    ["/v1/a***", 'expected *, ** or a word between slashes, got "a***"'],
    ["/v1/{a=**}/{b=**}", "expected ** at most once"],
  ])("refuses %j", (template, problem) => {
    expect(() => parsePathTemplate(template)).toThrow(problem);
  });
});
