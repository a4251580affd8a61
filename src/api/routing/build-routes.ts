import type { DescMethod } from "@bufbuild/protobuf";
import { type DescribedEndpoint, describeEndpoint } from "../discovery/described-endpoint.js";
import { httpRulesOf } from "./http-rules.js";
import { type PathTemplate, parsePathTemplate } from "./path-template.js";
import { type Route, RouteTable, shapeOf } from "./route-table.js";

/** Everything that services described. */
export interface DescribedRoutes {
  readonly table: RouteTable;
  /** Which routes are left out, and why: a line for each. */
  readonly problems: readonly string[];
  /** @param endpoint `Greeter.Hello` */
  endpoint(service: string, endpoint: string): DescribedEndpoint | undefined;
}

/**
 * Makes routes of methods. Where two declare one route, it is the first one's.
 *
 * @param methods of all services, the first that was registered first; of a method's versions the last one counts
 */
export function buildRoutes(
  methods: Iterable<{ readonly service: string; readonly method: DescMethod }>,
): DescribedRoutes {
  const endpoints = new Map<string, DescribedEndpoint>();
  const routes = new Map<string, Route>();
  const problems: string[] = [];
  for (const { service, method } of methods) {
    const described = describeEndpoint(service, method);
    endpoints.set(nameOf(described), described);
    for (const rule of httpRulesOf(method)) {
      const problem = addRoute(routes, described, rule);
      if (problem !== undefined)
        problems.push(`${rule.method} ${rule.path} of ${nameOf(described)} is left out: ${problem}`);
    }
  }
  return {
    table: new RouteTable([...routes.values()]),
    problems,
    endpoint: (service, endpoint) => endpoints.get(`${service} ${endpoint}`),
  };
}

/** @returns why it cannot be added */
function addRoute(
  routes: Map<string, Route>,
  described: DescribedEndpoint,
  rule: Route["rule"],
): string | undefined {
  let template: PathTemplate;
  try {
    template = parsePathTemplate(rule.path);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const key = `${rule.method} ${shapeOf(template)}`;
  const first = routes.get(key);
  if (first !== undefined && nameOf(first) !== nameOf(described)) return `${nameOf(first)} has it`;
  routes.set(key, { ...described, rule, template });
  return undefined;
}

/** `greeter Greeter.Hello` */
function nameOf({ service, method }: DescribedEndpoint): string {
  return `${service} ${method.endpoint}`;
}
