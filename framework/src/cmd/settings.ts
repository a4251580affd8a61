import { parseArgs } from "node:util";
import {
  duration,
  list,
  oneOf,
  pairs,
  type SettingType,
  seconds,
  text,
  wholeNumber,
} from "./setting-type.js";

/** What flags and environment say about a service, each under the name that Go Micro gives it. */
export interface Settings {
  /** `--server_name`, `MICRO_SERVER_NAME`: as all others, by the same rule. */
  readonly server_name?: string;
  readonly server_version?: string;
  readonly server_id?: string;
  readonly server_address?: string;
  readonly server_advertise?: string;
  /** `key=value`; the flag may be repeated, the variable holds several with commas between. */
  readonly server_metadata?: Readonly<Record<string, string>>;
  /** Milliseconds; written in seconds. */
  readonly register_ttl?: number;
  /** Milliseconds; written in seconds. */
  readonly register_interval?: number;
  /** Milliseconds; written as Go does: `500ms`, `5s`. */
  readonly client_request_timeout?: number;
  readonly client_retries?: number;
  readonly client_pool_size?: number;
  /** Milliseconds; written as Go does: `1m`. */
  readonly client_pool_ttl?: number;
  readonly registry?: string;
  /** For mDNS, the IPv4 addresses of the interfaces to use: `127.0.0.1` stays on this machine. */
  readonly registry_address?: readonly string[];
  readonly broker?: string;
  readonly broker_address?: readonly string[];
  readonly transport?: string;
  /** For transports that go through servers. */
  readonly transport_address?: readonly string[];
  readonly selector?: string;
  /** The wire that the client speaks where a node speaks several: `rpc` is Go Micro's own, also called `mucp`. */
  readonly client?: WireName;
  /** The wire that the server listens on. */
  readonly server?: WireName;
  /** The service that all calls go through. */
  readonly proxy?: string;
  /** `host:port` that all calls go to. */
  readonly proxy_address?: string;
  readonly log_level?: "debug" | "info" | "warn" | "error";
}

export type WireName = "rpc" | "mucp" | "grpc";

const wire = oneOf<WireName>("rpc", "mucp", "grpc");

const types: { readonly [K in keyof Required<Settings>]: SettingType<Required<Settings>[K]> } = {
  server_name: text,
  server_version: text,
  server_id: text,
  server_address: text,
  server_advertise: text,
  server_metadata: pairs,
  register_ttl: seconds,
  register_interval: seconds,
  client_request_timeout: duration,
  client_retries: wholeNumber(0),
  client_pool_size: wholeNumber(1),
  client_pool_ttl: duration,
  registry: text,
  registry_address: list,
  broker: text,
  broker_address: list,
  transport: text,
  transport_address: list,
  selector: text,
  client: wire,
  server: wire,
  proxy: text,
  proxy_address: text,
  log_level: oneOf("debug", "info", "warn", "error"),
};

/** The names of all settings. */
export const settingNames: readonly string[] = Object.keys(types);

export interface SettingSources {
  /** The arguments of the command line. Flags that are not Micro's are left alone. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the settings of a service: a flag beats the environment.
 *
 * @throws {TypeError} naming the flag or variable, what it must be, and what it is
 */
export function readSettings({ args, env }: SettingSources): Settings {
  const flags = readFlags(args);
  const settings: [string, unknown][] = [];
  for (const [name, type] of Object.entries<SettingType<unknown>>(types)) {
    const variable = `MICRO_${name.toUpperCase()}`;
    const values = flags[name] ?? (env[variable] ? [env[variable]] : undefined);
    if (values === undefined) continue;
    // A flag without a value comes as true.
    const texts = values.map((it) => (typeof it === "string" ? it : ""));
    const value = type.parse(texts);
    const source = flags[name] ? `--${name}` : variable;
    if (value === undefined) {
      throw new TypeError(`Expected ${source} to be ${type.expected}, got "${texts.join(" ")}"`);
    }
    settings.push([name, value]);
  }
  return Object.fromEntries(settings);
}

type Flags = Readonly<Record<string, (string | boolean)[] | undefined>>;

function readFlags(args: readonly string[]): Flags {
  const values = flagsOf(args);
  return Object.fromEntries(
    settingNames.map((it) => [it, values[it] ?? values[it.replaceAll("_", "-")]]),
  ) as Flags;
}

/** All flags of a command line by name, those of the program too, each with what `node:util` makes of its value. */
export function flagsOf(args: readonly string[]): Readonly<Record<string, unknown>> {
  const names = settingNames.flatMap((it) => [it, it.replaceAll("_", "-")]);
  const options = Object.fromEntries(names.map((it) => [it, { type: "string", multiple: true }] as const));
  return parseArgs({ args: [...args], options, strict: false }).values;
}
