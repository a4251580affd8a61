import { badRequest, parseExactJson, writeExactJson } from "@ts-micro/framework";
import type { NamedEndpoint } from "../routing/resolve-path.js";

/** What a request to `/rpc` asks for. */
export interface RpcRequest extends NamedEndpoint {
  /** The node to call. @default any of the service's */
  readonly address: string | undefined;
  /** The request, in JSON. */
  readonly body: Uint8Array;
}

const id = "go.micro.rpc";

/**
 * Reads the body of `POST /rpc`: `{"service":"greeter","endpoint":"Greeter.Hello","request":{"name":"John"}}`. Keys are in
 * any case, `method` may stand for `endpoint`, and the request may be a string that holds its JSON, all as in Go Micro.
 *
 * @throws {MicroError} 400 that says what is missing or wrong
 */
export function parseRpcRequest(body: Uint8Array): RpcRequest {
  const json = parse(Buffer.from(body).toString(), "the body");
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw badRequest(id, "expected a JSON object with service, endpoint and request");
  const fields = new Map(Object.entries(json).map(([key, value]) => [key.toLowerCase(), value]));
  const text = (name: string): string | undefined => {
    const value = fields.get(name) ?? "";
    if (typeof value !== "string") throw badRequest(id, `${name}: expected text`);
    return value === "" ? undefined : value;
  };
  const service = text("service");
  const endpoint = text("endpoint") ?? text("method");
  if (service === undefined) throw badRequest(id, "service: expected the name of a service");
  if (endpoint === undefined)
    throw badRequest(id, "endpoint: expected the name of an endpoint, such as Greeter.Hello");
  const request = fields.get("request") ?? {};
  const exact = typeof request === "string" ? parse(request, "request") : request;
  return { service, endpoint, address: text("address"), body: Buffer.from(writeExactJson(exact)) };
}

function parse(text: string, what: string): ReturnType<typeof parseExactJson> {
  try {
    return parseExactJson(text);
  } catch (error) {
    throw badRequest(id, `${what} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}
