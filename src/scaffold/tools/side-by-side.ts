/**
 * Runs work side by side. When one part fails the others are told to stop, and waited for: once this settles,
 * nothing goes on behind the caller's back.
 */
export async function sideBySide(
  parts: readonly ((signal: AbortSignal) => Promise<void>)[],
  signal?: AbortSignal,
): Promise<void> {
  const failure = new AbortController();
  const either = signal === undefined ? failure.signal : AbortSignal.any([signal, failure.signal]);
  let first: unknown;
  await Promise.all(
    parts.map(async (part) => {
      try {
        await part(either);
      } catch (error) {
        if (!failure.signal.aborted) first = error;
        failure.abort(error);
      }
    }),
  );
  if (failure.signal.aborted) throw first;
}
