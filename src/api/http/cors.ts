import type { IncomingMessage } from "node:http";

type HeaderFields = Readonly<Record<string, string>>;

const methods = "GET, HEAD, POST, PUT, PATCH, DELETE";
/** The longest that browsers remember an answer. */
const maxAgeSeconds = 7_200;

/** The headers that let a page read an answer; none for a page that may not. */
export function corsHeaders({ headers }: IncomingMessage, origins: readonly string[]): HeaderFields {
  if (origins.length === 0) return {};
  // Any page may call, but in nobody's name.
  if (origins.includes("*")) return { "access-control-allow-origin": "*" };
  const { origin } = headers;
  if (origin === undefined || !origins.includes(origin)) return { vary: "Origin" };
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    vary: "Origin",
  };
}

/** Whether a browser asks if a page may make a request. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === "OPTIONS" && headers.origin !== undefined && "access-control-request-method" in headers;
}

/** What a page that may call at all may send. */
export function preflightHeaders({ headers }: IncomingMessage): HeaderFields {
  const asked = headers["access-control-request-headers"];
  return {
    "access-control-allow-methods": methods,
    ...(asked !== undefined && { "access-control-allow-headers": asked }),
    "access-control-max-age": String(maxAgeSeconds),
  };
}
