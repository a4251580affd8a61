import type { CallOptions } from "../client/client.js";
import type { Settings } from "../cmd/settings.js";
import { createParts, type Parts } from "../defaults.js";
import type { ServiceOptions } from "./service-options.js";

/** Lays flags and environment over the options of a service, and makes the parts that are missing then. */
export function applySettings(
  options: ServiceOptions,
  settings: Settings,
): { options: ServiceOptions; parts: Parts } {
  const parts = createParts(options, settings);
  const callOptions = callSettings(options, settings, parts);
  return { options: { ...options, ...serverSettings(settings), callOptions }, parts };
}

function serverSettings(settings: Settings): Partial<ServiceOptions> {
  return defined({
    name: settings.server_name,
    id: settings.server_id,
    version: settings.server_version,
    address: settings.server_address,
    advertise: settings.server_advertise,
    metadata: settings.server_metadata,
    registerTtlMs: settings.register_ttl,
    registerIntervalMs: settings.register_interval,
    proxy: settings.proxy,
  });
}

function callSettings({ callOptions }: ServiceOptions, settings: Settings, parts: Parts): CallOptions {
  const own = defined({
    timeoutMs: settings.client_request_timeout,
    retries: settings.client_retries,
    address: settings.proxy_address,
    protocol: parts.preferred?.protocol,
  });
  return { ...callOptions, ...own };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what is not set, so that it overrides nothing. */
function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, it]) => it !== undefined)) as Defined<T>;
}
