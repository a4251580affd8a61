import { isIPv4, isIPv6 } from "node:net";
import { hostname } from "node:os";
import type { SrvAnswer, StringAnswer, TxtAnswer } from "dns-packet";
import type { ServiceRecord } from "../registry.js";
import { encodeTxt } from "./txt.js";

const ttlSeconds = 120;

/** The records of one node, in the order in which Go Micro's readers need them. */
export interface NodeRecords {
  readonly ptr: StringAnswer;
  readonly srv: SrvAnswer;
  readonly address: StringAnswer;
  readonly txt: TxtAnswer;
}

/** `greeter.local` */
export function serviceName(service: string, domain: string): string {
  return `${service}.${domain}`;
}

/** `greeter-4f1c.greeter.local`, for a service with one node: dots in an id are separators like any others. */
export function instanceName(service: ServiceRecord, domain: string): string {
  return `${service.nodes[0]?.id}.${service.name}.${domain}`;
}

/** The name under which the names of all services are listed. */
export function listName(domain: string): string {
  return `_services.${domain}`;
}

/**
 * @param service with exactly one node
 * @throws {TypeError} when a name or the address cannot be written into DNS records
 */
export function nodeRecords(service: ServiceRecord, domain: string): NodeRecords {
  const [node] = service.nodes;
  if (node === undefined) throw new TypeError(`nodes of ${service.name}: expected one, got none`);
  const instance = checkName(instanceName(service, domain));
  const host = hostName();
  const { name, version, endpoints } = service;
  const content = { name, version, endpoints, metadata: node.metadata };
  return {
    ptr: { type: "PTR", name: serviceName(service.name, domain), ttl: ttlSeconds, data: instance },
    srv: {
      type: "SRV",
      name: instance,
      ttl: ttlSeconds,
      data: { priority: 10, weight: 1, port: node.port, target: host },
    },
    address: { type: addressType(node.id, node.address), name: host, ttl: ttlSeconds, data: node.address },
    txt: { type: "TXT", name: instance, ttl: ttlSeconds, data: encodeTxt(content) },
  };
}

/** What stands in the list of services: a node that leads nowhere, whose name is all that matters. */
export function listRecords(service: string, domain: string): NodeRecords {
  const entry = serviceName(service, listName(domain));
  const host = hostName();
  return {
    ptr: { type: "PTR", name: listName(domain), ttl: ttlSeconds, data: entry },
    srv: {
      type: "SRV",
      name: entry,
      ttl: ttlSeconds,
      data: { priority: 10, weight: 1, port: 9999, target: host },
    },
    address: { type: "A", name: host, ttl: ttlSeconds, data: "0.0.0.0" },
    txt: { type: "TXT", name: entry, ttl: ttlSeconds, data: [] },
  };
}

function hostName(): string {
  return hostname() || "localhost";
}

function addressType(nodeId: string, address: string): "A" | "AAAA" {
  if (isIPv4(address)) return "A";
  if (isIPv6(address)) return "AAAA";
  throw new TypeError(`address of ${nodeId}: mdns expects an IP address, got "${address}"`);
}

function checkName(name: string): string {
  const labels = name.split(".").map((label) => Buffer.byteLength(label));
  if (labels.some((length) => length === 0 || length > 63) || Buffer.byteLength(name) > 253) {
    throw new TypeError(
      `name: mdns expects at most 253 bytes, in parts of 1 to 63 between dots, got "${name}"; shorten the service's name or id`,
    );
  }
  return name;
}
