import type { HttpRule } from "@ts-micro/framework";
import type { DescribedEndpoint } from "../discovery/described-endpoint.js";
import { matchPath, type PathValue, parseRequestPath } from "./match-path.js";
import type { PathTemplate } from "./path-template.js";

/** A path that a service declared, and what it calls. */
export interface Route extends DescribedEndpoint {
  readonly rule: HttpRule;
  readonly template: PathTemplate;
}

/** What a request is for, or else the methods that its path takes: none, where nobody declared such a path. */
export type Found =
  | { readonly route: Route; readonly values: readonly PathValue[] }
  | { readonly allowed: readonly string[] };

/** The routes of all services. Of several that match a path, the more specific one is meant. */
export class RouteTable {
  readonly routes: readonly Route[];

  constructor(routes: readonly Route[]) {
    this.routes = routes.toSorted(bySpecificity);
  }

  /** @throws {URIError} when an escape in the path is none */
  find(method: string, path: string): Found {
    const parsed = parseRequestPath(path);
    const allowed = new Set<string>();
    for (const route of this.routes) {
      const values = matchPath(route.template, parsed);
      if (values === undefined) continue;
      if (takes(route.rule.method, method)) return { route, values };
      allowed.add(route.rule.method);
      if (route.rule.method === "GET") allowed.add("HEAD");
    }
    return { allowed: [...allowed].sort() };
  }
}

/** Whoever can be read can be asked whether it is there; `*` is google.api.http's for every method. */
function takes(own: string, method: string): boolean {
  return own === method || own === "*" || (own === "GET" && method === "HEAD");
}

/** Templates that tell apart no two paths: they differ in the names of their fields alone. */
export function shapeOf({ segments, verb }: PathTemplate): string {
  return `/${segments.join("/")}${verb === "" ? "" : `:${verb}`}`;
}

/** At the first segment where they differ: a word before `*`, `*` before `**`, and anything before the end. */
function bySpecificity({ template: a }: Route, { template: b }: Route): number {
  const length = Math.max(a.segments.length, b.segments.length);
  for (let at = 0; at < length; at += 1) {
    const difference = rank(a.segments[at]) - rank(b.segments[at]);
    if (difference !== 0) return difference;
  }
  return Number(a.verb === "") - Number(b.verb === "");
}

function rank(segment: string | undefined): number {
  if (segment === undefined) return 3;
  if (segment === "**") return 2;
  return segment === "*" ? 1 : 0;
}
