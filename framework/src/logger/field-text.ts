/**
 * Writes any value as JSON: 64-bit integers as digits, errors with their causes, bytes by their length, and a
 * value that is inside itself as `[Circular]`. Never throws.
 */
export function fieldText(value: unknown): string {
  try {
    return JSON.stringify(plain(value, [])) ?? String(value);
  } catch (error) {
    // A getter or a toJSON of the value itself failed.
    return JSON.stringify(`[unprintable: ${String(error)}]`);
  }
}

function plain(value: unknown, outer: readonly object[]): unknown {
  if (typeof value === "bigint" || typeof value === "function" || typeof value === "symbol")
    return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (outer.includes(value)) return "[Circular]";
  const path = [...outer, value];
  if (value instanceof Error) return plainError(value, path);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if ("toJSON" in value && typeof value.toJSON === "function") return plain(value.toJSON(), path);
  if (Array.isArray(value)) return value.map((it) => plain(it, path));
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, plain(it, path)]));
}

function plainError(error: Error, path: readonly object[]): unknown {
  return {
    name: error.name,
    message: error.message,
    ...Object.fromEntries(Object.entries(error).map(([key, it]) => [key, plain(it, path)])),
    stack: error.stack,
    ...(error.cause !== undefined && { cause: plain(error.cause, path) }),
  };
}
