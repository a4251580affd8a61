import { describe, expect, it } from "vitest";
import { parsePathTemplate } from "./path-template.js";

describe("parsing the path template of a google.api.http option", () => {
  const sound: readonly [template: string, fields: readonly string[]][] = [
    ["/", []],
    ["/v1/books", []],
    ["/v1/books:search", []],
    ["/v1/{name}", ["name"]],
    ["/v1/{name=shelves/*/books/*}", ["name"]],
    ["/v1/{book.name=shelves/*}/pages/{page_number}", ["book.name", "page_number"]],
    ["/v1/{name=shelves/**}:archive", ["name"]],
    ["/v1/*/{name}/**", ["name"]],
    // as Google's Firestore, KMS and Remote Workers have them
    ["/v1/{parent=projects/*/databases/*/documents/**}/{collection_id}", ["parent", "collection_id"]],
    ["/v1/{name=projects/*/cryptoKeys/**}/protectedResourcesSummary", ["name"]],
    ["/v1test2/{name=**/botSessions/*}", ["name"]],
  ];
  for (const [template, fieldPaths] of sound) {
    it(`finds the fields of ${template}`, () => {
      expect(parsePathTemplate(template)).toEqual({ fieldPaths });
    });
  }

  const unsound: readonly [template: string, problem: string][] = [
    ["v1/books", "expected a path that starts with /"],
    ["", "expected a path that starts with /"],
    ["/v1/books:", "expected a verb after :"],
    ["/v1//books", 'expected *, ** or a word between slashes, got ""'],
    ["/v1/books/", 'expected *, ** or a word between slashes, got ""'],
    ["/v1/{name", 'expected *, ** or a word between slashes, got "{name"'],
    ["/v1/{name={id}}", 'expected *, ** or a word between slashes, got "{name=*}"'],
    ["/v1/{}", "expected {field}, got {}"],
    ["/v1/{name.}", "expected {field}, got {name.}"],
    ["/v1/{name}/{name}", "{name} is bound twice"],
    ["/v1/a***", 'expected *, ** or a word between slashes, got "a***"'],
    ["/v1/**/books/**", "expected ** at most once"],
    ["/v1/{a=**}/{b=**}", "expected ** at most once"],
  ];
  for (const [template, problem] of unsound) {
    it(`refuses ${JSON.stringify(template)}`, () => {
      expect(parsePathTemplate(template)).toEqual({ problem });
    });
  }
});
