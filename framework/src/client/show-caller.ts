/**
 * Lets the stack of an error end with the lines that wait for the call: one that came over a wire has those of a
 * socket only.
 *
 * V8 knows where the promise at hand is awaited, so that nothing has to be kept for calls that succeed.
 *
 * @param inside the function whose callers to show, as V8 is running it
 */
export function showCaller<E extends Error>(error: E, inside: (...args: never[]) => unknown): E {
  const here: { stack?: string } = {};
  Error.captureStackTrace(here, inside);
  const { stack = "" } = error;
  const waiting = here.stack?.split("\n").filter((it) => isNews(it, stack)) ?? [];
  // An error that someone froze stays as it is.
  if (waiting.length > 0) Reflect.set(error, "stack", [stack, ...waiting].join("\n"));
  return error;
}

function isNews(line: string, stack: string): boolean {
  return line.startsWith("    at ") && !line.includes("(node:internal/") && !stack.includes(line);
}
