/** Prints data as JSON, as every command does under `--output json`. */
export function tabbedJson(data: unknown): string {
  return `${JSON.stringify(data, undefined, "\t")}\n`;
}
