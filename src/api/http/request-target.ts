import type { IncomingMessage } from "node:http";
import { badRequest } from "@ts-micro/framework";
import { gatewayName } from "../api.js";

/** What a request asks for. */
export interface RequestTarget {
  /** With its escapes: `/v1/hello/J%C3%B6rg` */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** No message is nested as deep as this, and whoever walks it down must not run out of stack. */
const maxDepth = 64;

/** @throws {MicroError} 400 for a target that is no path */
export function targetOf({ url = "" }: IncomingMessage): RequestTarget {
  // Proxies are sent whole URLs.
  const target = url.replace(/^https?:\/\/[^/?]*/i, "");
  const mark = target.indexOf("?");
  const path = (mark < 0 ? target : target.slice(0, mark)) || "/";
  if (!path.startsWith("/")) throw badRequest(gatewayName, `expected a path, got ${path}`);
  const query = new URLSearchParams(mark < 0 ? "" : target.slice(mark));
  for (const key of query.keys())
    if (key.split(/[.[]/).length > maxDepth)
      throw badRequest(gatewayName, `${key.slice(0, 40)}...: too many fields deep`);
  return { path, query };
}
