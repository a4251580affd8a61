/** The end of a command's help. */
export function examples(...lines: readonly string[]): string {
  const head = lines.length === 1 ? "Example" : "Examples";
  return `\n${head}:\n${lines.map((it) => `  ${it}`).join("\n")}`;
}
