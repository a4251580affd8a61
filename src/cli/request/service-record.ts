import type { Endpoint, Node, ServiceRecord, Value } from "@ts-micro/framework";
import { CommandError } from "../failure.js";

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads a service as registries write it in JSON. What is missing, or null as Go writes it, is empty.
 *
 * @throws {CommandError} naming what is not as it must be
 */
export function serviceRecord(value: unknown): ServiceRecord {
  const service = object(value, "the service");
  return {
    name: text(service.name, "name"),
    version: text(service.version ?? "", "version"),
    metadata: texts(service.metadata, "metadata"),
    endpoints: list(service.endpoints, "endpoints").map(endpoint),
    nodes: list(service.nodes, "nodes").map(node),
  };
}

function node(value: unknown, index: number): Node {
  const at = `nodes[${index}]`;
  const { id, address = "", port = 0, metadata } = object(value, at);
  if (typeof port !== "number") throw expected(`${at}.port`, "a number", port);
  return {
    id: text(id, `${at}.id`),
    address: text(address, `${at}.address`),
    port,
    metadata: texts(metadata, `${at}.metadata`),
  };
}

function endpoint(value: unknown, index: number): Endpoint {
  const at = `endpoints[${index}]`;
  const { name, request, response, metadata } = object(value, at);
  return {
    name: text(name, `${at}.name`),
    request: shape(request, `${at}.request`),
    response: shape(response, `${at}.response`),
    metadata: texts(metadata, `${at}.metadata`),
  };
}

function shape(value: unknown, at: string): Value | null {
  if (value === undefined || value === null) return null;
  const { name, type, values } = object(value, at);
  const inner = list(values, `${at}.values`).map((it, index) => shape(it, `${at}.values[${index}]`));
  return {
    name: text(name, `${at}.name`),
    type: text(type, `${at}.type`),
    values: inner.length === 0 ? null : inner.filter((it) => it !== null),
  };
}

function object(value: unknown, at: string): Json {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
  throw expected(at, "an object", value);
}

function list(value: unknown, at: string): unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw expected(at, "a list", value);
}

function text(value: unknown, at: string): string {
  if (typeof value === "string") return value;
  throw expected(at, "a text", value);
}

function texts(value: unknown, at: string): Record<string, string> {
  const entries = Object.entries(object(value ?? {}, at));
  return Object.fromEntries(entries.map(([key, it]) => [key, text(it, `${at}.${key}`)]));
}

function expected(at: string, what: string, value: unknown): CommandError {
  return new CommandError(`${at}: expected ${what}, got ${JSON.stringify(value) ?? "nothing"}`);
}
