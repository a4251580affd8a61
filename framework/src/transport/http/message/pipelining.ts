/**
 * What `Micro-Pipelining` says, a field of our own. Go's peers neither send it nor mind it.
 *
 * A client that sends `anyOrder` takes replies in any order, by `Micro-Id`; `cancel` gives up the call of that number.
 * A server that is about to close answers `leave`, to no call: then no more calls are to be made on the connection.
 */
export const pipelining = { anyOrder: "any-order", cancel: "cancel", leave: "leave" } as const;
