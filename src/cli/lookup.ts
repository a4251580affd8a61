/*
 * Finds what a user named, or says what there is instead.
 */
import type { Endpoint, Registry, ServiceRecord } from "@ts-micro/framework";
import { isSubscriber } from "./endpoint-kind.js";
import { CommandError } from "./failure.js";
import { choices } from "./suggestion.js";

/** @throws {CommandError} naming what is registered, when the service is not */
export async function findService(
  registry: Registry,
  name: string,
  signal: AbortSignal,
): Promise<readonly ServiceRecord[]> {
  const versions = await registry.getService(name, { signal });
  if (versions.length > 0) return versions;
  const names = await registry.listServices({ signal });
  const hint = names.length === 0 ? `; nothing is, in the ${registry.name} registry` : choices(name, names);
  throw new CommandError(`no service "${name}" is registered${hint}`);
}

/** @throws {CommandError} naming the endpoints that the service has */
export function findEndpoint(versions: readonly ServiceRecord[], name: string): Endpoint {
  const endpoints = versions.flatMap((it) => it.endpoints);
  const found = endpoints.find((it) => it.name === name);
  if (found !== undefined) return found;
  const callable = endpoints.filter((it) => !isSubscriber(it)).map((it) => it.name);
  const hint =
    callable.length === 0 ? "; it names none" : choices(meant(name, callable), [...new Set(callable)]);
  throw new CommandError(`${versions[0]?.name} has no endpoint "${name}"${hint}`);
}

/** A method alone, or gRPC's `/greeter.v1.Greeter/Hello`, is near to `Greeter.Hello`, however many letters differ. */
function meant(name: string, callable: readonly string[]): string {
  const short = name.split(/[./]/).slice(-2).join(".");
  return callable.find((it) => it === short || it.endsWith(`.${name}`)) ?? name;
}
