import type { Endpoint, Node, ServiceRecord, Value } from "@ts-micro/framework";

/** Prints a service in all of its versions as `micro get service` of Micro 1.0 does. */
export function serviceText(versions: readonly ServiceRecord[]): string {
  const [first] = versions;
  if (first === undefined) return "";
  const blocks = [
    `service  ${first.name}`,
    ...versions.map(versionText),
    // The versions of a service answer the same endpoints, or nearly: the first stands for all.
    ...first.endpoints.map(endpointText),
  ];
  return `${blocks.join("\n")}\n`;
}

function versionText(service: ServiceRecord): string {
  const version = service.version === "" ? [] : [`\nversion ${service.version}`];
  return [...version, "\nID\tAddress\tPort\tMetadata", ...service.nodes.map(nodeText)].join("\n");
}

function nodeText(node: Node): string {
  return `${node.id}\t${node.address}\t${node.port}\t${metadataText(node.metadata)}`;
}

function endpointText(endpoint: Endpoint): string {
  const { name, metadata, request, response } = endpoint;
  return [
    `\nEndpoint: ${name}`,
    `Metadata: ${metadataText(metadata)}\n`,
    `Request: ${messageText(request)}\n`,
    `Response: ${messageText(response)}\n`,
  ].join("\n");
}

function metadataText(metadata: Readonly<Record<string, string>>): string {
  return Object.entries(metadata)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(",");
}

function messageText(value: Value | null): string {
  const fields = value?.values ?? [];
  return fields.length === 0 ? "{}" : `{\n${fields.map((it) => fieldText(it, 1)).join("")}}`;
}

function fieldText(field: Value, depth: number): string {
  const indent = "\t".repeat(depth);
  const head = `${indent}${snakeCase(field.name)} ${field.type}`;
  const inner = field.values ?? [];
  if (inner.length === 0) return `${head}\n`;
  return `${head} {\n${inner.map((it) => fieldText(it, depth + 1)).join("")}${indent}}\n`;
}

/** `userId` and `UserID` as `user_id`: Go services register some fields by their Go name. */
function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}
