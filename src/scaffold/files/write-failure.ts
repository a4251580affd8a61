/** What systems say when a file cannot be written, in words. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "it is not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space is left on the device",
  EDQUOT: "the disk quota is used up",
  EFBIG: "a file would be larger than is allowed",
  ENOTDIR: "a part of the path is a file",
  ENAMETOOLONG: "the path is too long",
};

/** The error of a file system in one line that says what to do; every other error as it is. */
export function explainWriteFailure(error: unknown, directory: string): unknown {
  const reason = reasons[(error as NodeJS.ErrnoException).code ?? ""];
  if (reason === undefined) return error;
  return new Error(`${directory} cannot be written: ${reason}; nothing was changed`, { cause: error });
}
