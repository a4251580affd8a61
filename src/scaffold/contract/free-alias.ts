import { capitalize } from "../words.js";
import type { ContractService } from "./contract.js";

/** `greeter`, or `greeter-v2` where that is taken: by the package's last part, and then by counting. */
export function freeAlias(service: ContractService, isFree: (alias: string) => boolean): string {
  const version = service.typeName.split(".").at(-2) ?? "service";
  const candidates = [service.alias, `${service.alias}-${version.replaceAll("_", "-")}`];
  for (let count = 2; !candidates.some(isFree); count += 1) candidates.push(`${service.alias}-${count}`);
  return candidates.find(isFree) ?? service.alias;
}

/** What code calls a service whose files have this alias: `GreeterV2`. Packages may have services of one name. */
export function localName(service: ContractService, alias: string): string {
  return alias === service.alias ? service.name : alias.split("-").map(capitalize).join("");
}

/** `GreeterV2` as a value: `greeterV2` */
export function variableOf(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** `a`, or `a as b`, in an import. */
export function importAs(name: string, local: string): string {
  return name === local ? name : `${name} as ${local}`;
}
