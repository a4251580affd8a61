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
  const at = offsetOf(text, service.end);
  if (text[at] !== "}") throw new Error(`the end of service ${service.name} is not where buf says`);
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

function offsetOf(text: string, { line, column }: ContractService["end"]): number {
  let start = 0;
  for (let count = 0; count < line; count += 1) start = text.indexOf("\n", start) + 1;
  return start + column;
}
