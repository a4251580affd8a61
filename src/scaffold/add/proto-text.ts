/*
 * Changes to the text of a `.proto`, before buf formats it.
 */
import type { ContractService } from "../contract/contract.js";

/** Which side of a method sends more than one message. */
export type StreamSide = "server" | "client" | "both";

export interface NewMethod {
  /** `SayHello` */
  readonly name: string;
  readonly stream?: StreamSide | undefined;
  readonly request: string;
  readonly response: string;
}

/** Adds a method at the end of a service, and its messages at the end of the file. */
export function addMethod(text: string, service: ContractService, method: NewMethod): string {
  const at = findEnd(text, service);
  const before = text.slice(0, at).trimEnd();
  const gap = before.endsWith("{") ? "\n" : "\n\n";
  const messages = [method.request, method.response].map((it) => `\nmessage ${it} {}\n`).join("");
  return `${before}${gap}${printMethod(method)}\n${text.slice(at).trimEnd()}\n${messages}`;
}

/** A `.proto` that declares one service with one method. */
export function printService(packageName: string, service: string, method: NewMethod): string {
  return `syntax = "proto3";

package ${packageName};

service ${service} {
${printMethod(method)}
}

message ${method.request} {}

message ${method.response} {}
`;
}

/** A `.proto` that declares one event. */
export function printEvent(packageName: string, event: string): string {
  return `syntax = "proto3";

package ${packageName};

message ${event} {
  string id = 1;
}
`;
}

function printMethod({ name, stream, request, response }: NewMethod): string {
  const input = stream === "client" || stream === "both" ? "stream " : "";
  const output = stream === "server" || stream === "both" ? "stream " : "";
  return `  rpc ${name}(${input}${request}) returns (${output}${response});`;
}

/**
 * Where the brace is that ends a service. Its column says so only where a line has several: what buf counts for a tab
 * has been 8 and is 4.
 */
function findEnd(text: string, { name, end }: ContractService): number {
  let start = 0;
  for (let count = 0; count < end.line; count += 1) start = text.indexOf("\n", start) + 1;
  const [line = ""] = text.slice(start).split("\n", 1);
  const braces = [...line.matchAll(/\}/g)].map(({ index }) => index);
  const isAtColumn = (brace: number) => [4, 8].some((tab) => columnOf(line, brace, tab) === end.column);
  const found = braces.length === 1 ? braces[0] : braces.find(isAtColumn);
  if (found === undefined) throw new Error(`the end of service ${name} is not where buf says`);
  return start + found;
}

function columnOf(line: string, index: number, tab: number): number {
  let column = 0;
  for (const character of line.slice(0, index)) column += character === "\t" ? tab - (column % tab) : 1;
  return column;
}
