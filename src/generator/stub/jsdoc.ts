/** What a comment is made of. */
export interface CommentSource {
  readonly leading: string;
  readonly trailing: string;
  readonly deprecated: boolean;
}

/** The lines of a JSDoc comment; none when there is nothing to say. */
export function jsdoc(source: CommentSource): readonly string[] {
  const blocks = [source.leading, source.trailing].map(paragraph).filter((it) => it.length > 0);
  if (source.deprecated) blocks.push(["@deprecated"]);
  const lines = blocks.flatMap((block, index) => (index === 0 ? block : ["", ...block]));
  const [only] = lines;
  if (only === undefined) return [];
  if (lines.length === 1) return [`/** ${only} */`];
  return ["/**", ...lines.map((line) => (line === "" ? " *" : ` * ${line}`)), " */"];
}

/** The lines of one comment as protoc gives it, safe to stand inside a block comment. */
function paragraph(comment: string): string[] {
  const lines = comment
    .replaceAll("*/", "*\\/")
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.replace(/^ /, "").trimEnd());
  while (lines[0] === "") lines.shift();
  while (lines.at(-1) === "") lines.pop();
  return lines;
}
