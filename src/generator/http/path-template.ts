/*
 * Path templates of google/api/http.proto:
 *
 *   Template = "/" Segments [ Verb ]        Segments = Segment { "/" Segment }
 *   Segment  = "*" | "**" | LITERAL | Variable
 *   Variable = "{" FieldPath [ "=" Segments ] "}"
 *   Verb     = ":" LITERAL
 *
 * There `**` is the last segment. Google's own files (Firestore, KMS) have it before others, too, and that can be
 * told apart as long as there is but one: the segments after it are counted from the end.
 */

/** What is wrong with a template, or the fields that it binds. */
export type PathTemplate = { readonly problem: string } | { readonly fieldPaths: readonly string[] };

const literal = /^[^/{}*:=]+$/;
const fieldPath = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;

export function parsePathTemplate(template: string): PathTemplate {
  if (!template.startsWith("/")) return { problem: "expected a path that starts with /" };
  const verbAt = template.lastIndexOf(":");
  const hasVerb = verbAt > Math.max(template.lastIndexOf("/"), template.lastIndexOf("}"));
  if (hasVerb && !literal.test(template.slice(verbAt + 1))) return { problem: "expected a verb after :" };
  const path = template.slice(1, hasVerb ? verbAt : undefined);
  const fieldPaths: string[] = [];
  const flat = path.replace(/\{([^{}]*)\}/g, (_, variable: string) => {
    const [name = "", ...segments] = variable.split("=");
    fieldPaths.push(name);
    return segments.length === 0 ? "*" : segments.join("=");
  });
  const wrong = fieldPaths.find((it) => !fieldPath.test(it));
  if (wrong !== undefined) return { problem: `expected {field}, got {${wrong}}` };
  const segments = flat === "" ? [] : flat.split("/");
  const odd = segments.find((it) => it !== "*" && it !== "**" && !literal.test(it));
  if (odd !== undefined) {
    return { problem: `expected *, ** or a word between slashes, got ${JSON.stringify(odd)}` };
  }
  if (segments.filter((it) => it === "**").length > 1) return { problem: "expected ** at most once" };
  const twice = fieldPaths.find((it, index) => fieldPaths.indexOf(it) < index);
  return twice === undefined ? { fieldPaths } : { problem: `{${twice}} is bound twice` };
}
