import {
  filterEndpoint,
  type HttpRule,
  notFound,
  rawMethod,
  type ServiceRecord,
  unimplemented,
} from "@ts-micro/framework";
import { gatewayName } from "../api.js";
import type { DescribedEndpoint } from "../discovery/described-endpoint.js";
import type { DescribedRoutes } from "../routing/build-routes.js";
import type { NamedEndpoint } from "../routing/resolve-path.js";
import type { Route } from "../routing/route-table.js";
import { queryJson } from "../transcoding/query-json.js";
import { replyJson } from "../transcoding/reply-json.js";
import { checkJson, type RequestParts, requestMessage } from "../transcoding/request-message.js";
import type { PlannedCall } from "./planned-call.js";

/** What is known of services, at each moment. */
export interface KnownServices {
  /** What they described. */
  routes(): DescribedRoutes;
  /** What is registered; nothing for a service that is not. */
  versions(service: string): readonly ServiceRecord[];
}

/** Plans the call of a route that a service declared. @throws {MicroError} when the request does not fit */
export function planRoute(route: Route, parts: RequestParts, known: KnownServices): PlannedCall {
  return planDescribed(route, route.rule, { parts, versions: known.versions(route.service) });
}

/**
 * Plans the call of an endpoint that is named: its request is the body, or the query where there is no body.
 *
 * @throws {MicroError} 404 for a service that is not registered, or has no such endpoint; 400 for what is no request of it
 */
export function planNamed(
  { service, endpoint }: NamedEndpoint,
  parts: Omit<RequestParts, "values">,
  known: KnownServices,
): PlannedCall {
  const versions = known.versions(service);
  if (versions.length === 0) throw notFound(gatewayName, `no service "${service}" is registered`);
  const described = known.routes().endpoint(service, endpoint);
  const rule: Pick<HttpRule, "body"> = parts.body.length > 0 ? { body: "*" } : {};
  if (described !== undefined)
    return planDescribed(described, rule, { parts: { ...parts, values: [] }, versions });
  const registered = versions.flatMap((it) => it.endpoints).find((it) => it.name === endpoint);
  if (
    registered?.metadata.subscriber === "true" ||
    (registered === undefined && namesEndpoints(versions, endpoint))
  )
    throw notFound(gatewayName, `service "${service}" has no endpoint "${endpoint}"`);
  const text =
    parts.body.length > 0 ? Buffer.from(parts.body).toString() : queryJson(parts.query, registered?.request);
  checkJson(text);
  const kind = registered?.metadata.stream === "true" ? "bidi_streaming" : "unary";
  return {
    service,
    method: rawMethod(endpoint, kind),
    message: Buffer.from(text),
    options: { contentType: "application/json", filters: filtersOf(versions, endpoint) },
    toJson: (reply) => Buffer.from(reply).toString().trim() || "{}",
  };
}

interface Surroundings {
  readonly parts: RequestParts;
  readonly versions: readonly ServiceRecord[];
}

function planDescribed(
  endpoint: DescribedEndpoint,
  rule: Pick<HttpRule, "body" | "responseBody">,
  { parts, versions }: Surroundings,
): PlannedCall {
  const { service, method } = endpoint;
  if (method.kind === "client_streaming" || method.kind === "bidi_streaming")
    throw unimplemented(
      gatewayName,
      `${method.endpoint} takes a stream of messages, which a request over HTTP is not`,
    );
  return {
    service,
    method,
    message: requestMessage(endpoint, rule, parts),
    options: { contentType: "application/protobuf", filters: filtersOf(versions, method.endpoint) },
    toJson: (reply) => replyJson(endpoint, rule, reply),
  };
}

/** Whether a service says which endpoints it has; those that every service has it does not name. */
function namesEndpoints(versions: readonly ServiceRecord[], endpoint: string): boolean {
  return !endpoint.startsWith("Debug.") && versions.some((it) => it.endpoints.length > 0);
}

/** Of several versions those that have the endpoint are called, where any says so. */
function filtersOf(versions: readonly ServiceRecord[], endpoint: string): PlannedCall["options"]["filters"] {
  const isNamed = versions.some(({ endpoints }) => endpoints.some(({ name }) => name === endpoint));
  return isNamed ? [filterEndpoint(endpoint)] : [];
}
