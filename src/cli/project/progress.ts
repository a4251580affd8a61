/** How long a user waits before it is time to say for what. */
const PATIENCE_MS = 1000;

/** Does some work; if it takes longer than a moment, a line says what is going on. */
export async function withProgress<T>(
  what: string,
  output: { write(text: string): unknown },
  work: () => Promise<T>,
): Promise<T> {
  const timer = setTimeout(() => output.write(`${what} ...\n`), PATIENCE_MS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
