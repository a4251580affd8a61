import type { IncomingMessage } from "node:http";
import { badRequest, MicroError, notFound } from "@ts-micro/framework";
import { gatewayName } from "../api.js";
import { type KnownServices, planNamed, planRoute } from "../calls/call-planner.js";
import type { PlannedCall } from "../calls/planned-call.js";
import { parseRpcRequest } from "../calls/rpc-request.js";
import { resolvePath } from "../routing/resolve-path.js";
import type { Found } from "../routing/route-table.js";
import { readBody } from "./read-body.js";
import { type RequestTarget, targetOf } from "./request-target.js";

export interface FindCallOptions extends KnownServices {
  readonly namespace: string;
  readonly maxBodyBytes: number;
}

/** What a request gets: a call, the index, or the list of the methods that its path takes. */
export type Answer =
  | { readonly kind: "call"; readonly call: PlannedCall }
  | { readonly kind: "index" }
  | { readonly kind: "allow"; readonly allowed: readonly string[] };

/**
 * Finds what a request is for: a route that a service declared, `/rpc`, the index, or an endpoint that its path names.
 *
 * @throws {MicroError} 400, 404, 413, 415 for a request that makes no sense
 */
export async function findCall(request: IncomingMessage, options: FindCallOptions): Promise<Answer> {
  const { method = "GET" } = request;
  const target = targetOf(request);
  const found = findRoute(method, target, options);
  if ("route" in found) {
    const body = await readBody(request, options.maxBodyBytes);
    return { kind: "call", call: planRoute(found.route, { ...target, values: found.values, body }, options) };
  }
  if (target.path === "/" && (method === "GET" || method === "HEAD")) return { kind: "index" };
  if (target.path === "/rpc") return findRpc(request, options);
  return await findNamed(request, { target, declared: found.allowed }, options);
}

function findRoute(method: string, { path }: RequestTarget, { routes }: FindCallOptions): Found {
  try {
    return routes().table.find(method, path);
  } catch (error) {
    throw error instanceof URIError
      ? badRequest(gatewayName, `${path}: what follows a % is no escape`)
      : error;
  }
}

async function findRpc(request: IncomingMessage, options: FindCallOptions): Promise<Answer> {
  if (request.method !== "POST") return { kind: "allow", allowed: ["POST"] };
  const rpc = parseRpcRequest(await readBody(request, options.maxBodyBytes));
  const { address } = rpc;
  const call = planNamed(rpc, { query: new URLSearchParams(), body: rpc.body }, options);
  if (address === undefined) return { kind: "call", call };
  // Whoever may call services must not reach everything else that the gateway can.
  const nodes = options.versions(rpc.service).flatMap((it) => it.nodes);
  if (!nodes.some((it) => `${it.address}:${it.port}` === address || `[${it.address}]:${it.port}` === address))
    throw badRequest("go.micro.rpc", `address: ${rpc.service} has no node at ${address}`);
  return { kind: "call", call: { ...call, options: { ...call.options, address } } };
}

interface NamedRequest {
  readonly target: RequestTarget;
  /** The methods of routes with this path. */
  readonly declared: readonly string[];
}

async function findNamed(
  request: IncomingMessage,
  { target, declared }: NamedRequest,
  options: FindCallOptions,
): Promise<Answer> {
  const { method = "GET" } = request;
  const named = resolvePath(decodeURIComponent(target.path), options.namespace);
  if (named === undefined || options.versions(named.service).length === 0) {
    if (declared.length > 0) return { kind: "allow", allowed: declared };
    const missing = named === undefined ? "" : `, and no service "${named.service}" is registered`;
    throw notFound(gatewayName, `there is no route ${method} ${target.path}${missing}`);
  }
  const allowed = [...new Set([...declared, "GET", "POST"])].sort();
  if (method !== "GET" && method !== "POST") return { kind: "allow", allowed };
  const body = await readBody(request, options.maxBodyBytes);
  return { kind: "call", call: planNamed(named, { query: target.query, body }, options) };
}

/** 405, with what would be right. */
export function notAllowed({ method }: IncomingMessage, allowed: readonly string[]): MicroError {
  return new MicroError({
    id: gatewayName,
    code: 405,
    detail: `${method} is not what this path takes: ${allowed.join(", ")}`,
  });
}
