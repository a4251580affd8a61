import type { Endpoint, Value } from "@ts-micro/framework";
import { isStream, isSubscriber } from "../endpoint-kind.js";

/** Go's names of scalar types, as protobuf calls them. */
const scalars: Readonly<Record<string, string>> = {
  float64: "double",
  float32: "float",
  int64: "int64",
  uint64: "uint64",
  int32: "int32",
  uint32: "uint32",
  bool: "bool",
  string: "string",
  "[]uint8": "bytes",
};

/**
 * Prints endpoints as a `.proto` file declares them, with the messages they take and give.
 *
 * A registry knows neither field numbers, nor the messages of streams, nor the types of a map: the text is for
 * reading, not for compiling.
 */
export function protoText(endpoints: readonly Endpoint[]): string {
  const messages = new Map<string, Value>();
  for (const { request, response } of endpoints) {
    for (const message of [request, response]) if (message !== null) collectMessages(message, messages);
  }
  const blocks = [...servicesOf(endpoints)].map(([name, methods]) => block(`service ${name}`, methods));
  const topics = endpoints.filter(isSubscriber).map((it) => `// ${subscriberText(it)}`);
  return [...blocks, ...[...messages.values()].map(messageText), ...topics].map((it) => `${it}\n`).join("\n");
}

/** The lines of each service: `Greeter.Hello` is a method of `Greeter`. */
function servicesOf(endpoints: readonly Endpoint[]): Map<string, string[]> {
  const services = new Map<string, string[]>();
  for (const endpoint of endpoints.filter((it) => !isSubscriber(it))) {
    const [, service, method] = /^(?:(.*)\.)?([^.]*)$/.exec(endpoint.name) ?? [];
    const lines = services.get(service ?? "") ?? [];
    services.set(service ?? "", [...lines, methodText(method ?? "", endpoint)]);
  }
  return services;
}

export function subscriberText({ request, metadata }: Endpoint): string {
  return `receives the ${request?.type ?? "messages"} of topic ${metadata.topic}`;
}

function methodText(method: string, endpoint: Endpoint): string {
  const { request, response } = endpoint;
  if (isStream(endpoint)) return `rpc ${method}(...) returns (...); // a stream; the registry knows no more`;
  return `rpc ${method}(${request?.type ?? ""}) returns (${response?.type ?? ""});`;
}

function collectMessages(value: Value, messages: Map<string, Value>): void {
  const inner = value.values ?? [];
  const isList = value.type.startsWith("[]");
  if (!isList && inner.length > 0 && !messages.has(value.type)) messages.set(value.type, value);
  for (const it of inner) collectMessages(it, messages);
}

function messageText(message: Value): string {
  return block(
    `message ${message.type}`,
    (message.values ?? []).map((it) => `${fieldType(it.type)} ${it.name};`),
  );
}

function fieldType(type: string): string {
  const scalar = scalars[type];
  if (scalar !== undefined) return scalar;
  if (type.startsWith("[]")) return `repeated ${fieldType(type.slice(2))}`;
  return type === "" ? "map<...>" : type.replace(/^\*/, "");
}

function block(head: string, lines: readonly string[]): string {
  return `${head} {\n${lines.map((it) => `  ${it}\n`).join("")}}`;
}
