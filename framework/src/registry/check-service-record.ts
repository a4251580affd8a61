import { checkOption, duration } from "../options/check-option.js";
import type { RegisterOptions, ServiceRecord } from "./registry.js";

/** @throws {TypeError} when no registry could keep this record, naming what is wrong with it */
export function checkServiceRecord(service: ServiceRecord, options: RegisterOptions = {}): void {
  if (service.name === "") throw new TypeError('name: expected the name of the service, got ""');
  for (const node of service.nodes) {
    if (node.id === "") throw new TypeError(`node id of ${service.name}: expected a unique id, got ""`);
    if (!Number.isInteger(node.port) || node.port < 0 || node.port > 65_535) {
      throw new TypeError(`port of ${node.id}: expected a whole number from 0 to 65535, got ${node.port}`);
    }
  }
  checkOption("register option `ttlMs`", options.ttlMs, duration);
}
