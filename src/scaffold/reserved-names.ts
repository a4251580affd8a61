/*
 * Names that a project or its service had better not have.
 */

/**
 * Class names that JavaScript or Node already gives a meaning to, and those that generated code imports.
 * A service called like one of them would shadow it in every file that names the service.
 */
const TAKEN_CLASS_NAMES: ReadonlySet<string> = new Set(
  [
    // ECMAScript
    "AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date Error",
    "EvalError Float32Array Float64Array Function Generator Infinity Int16Array Int32Array Int8Array Intl Iterator",
    "Json Map Math NaN Number Object Promise Proxy RangeError Record ReferenceError Reflect RegExp Set String Symbol",
    "SyntaxError TypeError Uint16Array Uint32Array Uint8Array UriError WeakMap WeakRef WeakSet",
    // Node and the web
    "AbortController AbortSignal Blob Buffer Console Crypto Event EventTarget Fetch File FormData Global Headers",
    "Module Performance Process Request Response Require Url Worker WebSocket",
    // TypeScript's own types
    "Any Awaited Exclude Extract Never Omit Partial Pick Readonly Required Unknown Void",
    // what generated and hand-written code of a project imports
    "BidiStream CallOptions Client HandlerContext HandlerOptions Message MessageInit MessageSchema Metadata Server",
    "ServerStream Service StreamInput Unary",
    // messages of the contract that a project begins with
    "GreetingsRequest GreetingsResponse HelloRequest HelloResponse",
  ].flatMap((line) => line.split(" ")),
);

/** File names that Windows keeps for devices, with any extension. */
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/** Folders that a project must not be mistaken for. */
const TOOL_FOLDERS: ReadonlySet<string> = new Set(["node-modules", "node_modules", "favicon"]);

export function isTakenClassName(name: string): boolean {
  return TAKEN_CLASS_NAMES.has(name);
}

export function isWindowsDevice(name: string): boolean {
  return WINDOWS_DEVICE.test(name);
}

export function isReservedFileName(name: string): boolean {
  return isWindowsDevice(name) || TOOL_FOLDERS.has(name.toLowerCase());
}
