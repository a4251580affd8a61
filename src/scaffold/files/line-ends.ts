/** Text with `\n`, with the line ends of the file that it goes into. */
export function withLineEndsOf(file: string, text: string): string {
  return file.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text;
}

/** git may give text files other line ends than they were committed with. */
export function unixLines(text: string): string {
  return text.replaceAll("\r\n", "\n");
}
