/** Why an address cannot be listened on, by the code of the system, and what to do about it. */
const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is in use; choose another, or port 0 for any that is free",
  EACCES: "this user may not open the port; choose one above 1023, or port 0 for any that is free",
  EADDRNOTAVAIL: "this machine has no such address; leave the host out to listen on all that it has",
  ENOTFOUND: "no such host; leave it out to listen on all addresses of this machine",
};

/**
 * Says in one line why nothing can listen on an address.
 *
 * @param address as it was asked for: `host:port`, or `host:first-last`
 * @param cause what Node gave; the error has its `code`
 * @returns an error whose `syscall` is `listen`, as Node's own have it
 */
export function listenError(address: string, cause: unknown): Error {
  const { code = "", message } = cause as NodeJS.ErrnoException;
  const reason = reasons[code] ?? message;
  return Object.assign(new Error(`Cannot listen on ${address}: ${reason}`, { cause }), {
    code,
    syscall: "listen",
  });
}

/** @returns true for an error of {@link listenError}, and for those of Node's servers */
export function isListenError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && (error as NodeJS.ErrnoException).syscall === "listen";
}
