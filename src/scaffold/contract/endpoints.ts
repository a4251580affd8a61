import { Refusal } from "../refusal.js";
import type { ContractService } from "./contract.js";

/**
 * Checks that one service can answer a contract.
 *
 * @throws {Refusal} when two of its services have one name: Go Micro's endpoints are `Service.Method`
 */
export function checkEndpoints(services: readonly ContractService[]): void {
  const byName = new Map<string, ContractService>();
  for (const service of services) {
    const other = byName.get(service.name);
    byName.set(service.name, service);
    if (other === undefined) continue;
    throw new Refusal(
      `${other.typeName} and ${service.typeName} cannot be served by one process: their endpoints are ` +
        `${service.name}.Method for both, without the package; rename one, or keep one of them in a project of its own`,
    );
  }
}
