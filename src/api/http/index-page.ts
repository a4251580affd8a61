import { gatewayName } from "../api.js";
import type { Route } from "../routing/route-table.js";

/** What `GET /` says: which services are reached, and by which routes, in the order in which those are tried. */
export function indexJson(services: readonly string[], routes: readonly Route[]): string {
  const index = {
    name: gatewayName,
    services: services.toSorted(),
    routes: routes.map(({ rule, service, method }) => ({
      method: rule.method,
      path: rule.path,
      service,
      endpoint: method.endpoint,
    })),
  };
  return `${JSON.stringify(index, null, 2)}\n`;
}
