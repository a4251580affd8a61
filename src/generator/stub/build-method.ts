import {
  MethodOptions_IdempotencyLevel as IdempotencyLevel,
  type MethodDescriptorProto,
} from "ts-proto-descriptors";
import { type HttpRule, readHttpRules } from "../http/http-rule.js";
import { signature } from "./signature.js";
import type { MethodModel } from "./stub-model.js";
import type { StubNames } from "./stub-names.js";

/** A method, with what is decided about it elsewhere. */
export interface MethodParts {
  readonly descriptor: MethodDescriptorProto;
  /** Its TypeScript name. */
  readonly name: string;
  readonly doc: readonly string[];
  /** `Greeter`: its service, as Go Micro spells it. */
  readonly endpointService: string;
  /** `greeter.v1.Greeter` */
  readonly serviceType: string;
}

/** What not every method has, as lines of the definition. */
function detailsOf(method: MethodDescriptorProto): readonly string[] {
  const idempotency = idempotencies.get(method.options?.idempotencyLevel);
  const rules = readHttpRules(method);
  const http = rules.length === 0 ? [] : ["http: [", ...rules.map((it) => `  ${printHttpRule(it)},`), "],"];
  return idempotency === undefined ? http : [`idempotency: "${idempotency}",`, ...http];
}

const idempotencies: ReadonlyMap<IdempotencyLevel | undefined, string> = new Map([
  [IdempotencyLevel.NO_SIDE_EFFECTS, "no_side_effects"],
  [IdempotencyLevel.IDEMPOTENT, "idempotent"],
]);

function printHttpRule({ method, path, body, responseBody }: HttpRule): string {
  const members = Object.entries({ method, path, body, responseBody }).filter(([, value]) => value !== "");
  return `{ ${members.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(", ")} }`;
}

interface Kind {
  readonly kind: string;
  readonly type: string;
}

/** The room that indentation and the closing `;` take in a line. */
const around = 3;

export function buildMethod(parts: MethodParts, names: StubNames): MethodModel {
  const { descriptor, name, doc } = parts;
  const input = names.message(descriptor.inputType);
  const output = names.message(descriptor.outputType);
  const { kind, type } = kindOf(descriptor);
  return {
    name,
    call: signature({ doc, name, ...callOf(descriptor, names), around }),
    serve: signature({ doc, name, ...serveOf(descriptor, names), around }),
    type: `${names.framework(type)}<${input}, ${output}>`,
    kind,
    endpoint: `${parts.endpointService}.${descriptor.name}`,
    path: `/${parts.serviceType}/${descriptor.name}`,
    input: names.schema(descriptor.inputType),
    output: names.schema(descriptor.outputType),
    details: detailsOf(descriptor),
  };
}

function kindOf({ clientStreaming, serverStreaming }: MethodDescriptorProto): Kind {
  if (clientStreaming && serverStreaming) return { kind: "bidi_streaming", type: "BidiStreaming" };
  if (clientStreaming) return { kind: "client_streaming", type: "ClientStreaming" };
  if (serverStreaming) return { kind: "server_streaming", type: "ServerStreaming" };
  return { kind: "unary", type: "Unary" };
}

interface Shape {
  readonly parameters: readonly string[];
  readonly returns: string;
}

/** How a client calls a method. */
function callOf(method: MethodDescriptorProto, names: StubNames): Shape {
  const output = names.message(method.outputType);
  const init = `${names.framework("MessageInit")}<${names.message(method.inputType)}>`;
  const options = `options?: ${names.framework("CallOptions")}`;
  const stream = () => `${names.framework("StreamInput")}<${init}>`;
  if (method.clientStreaming && method.serverStreaming) {
    return {
      parameters: [`requests?: ${stream()}`, options],
      returns: `${names.framework("BidiStream")}<${init}, ${output}>`,
    };
  }
  return {
    parameters: [method.clientStreaming ? `requests: ${stream()}` : `request: ${init}`, options],
    returns: method.serverStreaming
      ? `${names.framework("ServerStream")}<${output}>`
      : `${names.builtin("Promise")}<${output}>`,
  };
}

/** How a handler serves a method. */
function serveOf(method: MethodDescriptorProto, names: StubNames): Shape {
  const input = names.message(method.inputType);
  const init = `${names.framework("MessageInit")}<${names.message(method.outputType)}>`;
  const iterable = names.builtin("AsyncIterable");
  return {
    parameters: [
      method.clientStreaming ? `requests: ${iterable}<${input}>` : `request: ${input}`,
      `context: ${names.framework("HandlerContext")}`,
    ],
    returns: method.serverStreaming ? `${iterable}<${init}>` : `${names.framework("Awaitable")}<${init}>`,
  };
}
