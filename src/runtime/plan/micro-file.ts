import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { PlanError } from "./service-plan.js";

/** What `micro.yaml` says of one service. */
export interface MicroFileService {
  readonly name: string;
  /** Where its package is, from the file's folder. */
  readonly path: string;
  readonly port?: number;
  readonly depends: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export const microFileName = "micro.yaml";

/**
 * Reads the services of a folder's `micro.yaml`:
 *
 * ```yaml
 * services:
 *   users: { path: ./users, port: 9091 }
 *   greeter: { path: ./greeter, depends: [users], env: { LOG_LEVEL: debug } }
 * env: { MICRO_REGISTRY: mdns }
 * ```
 *
 * @returns undefined for a folder without one
 * @throws {PlanError} naming what is not as it must be
 */
export async function readMicroFile(folder: string): Promise<MicroFileService[] | undefined> {
  const path = join(folder, microFileName);
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : parseMicroFile(text, path);
}

/** @param path what problems name */
export function parseMicroFile(text: string, path: string): MicroFileService[] {
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem !== undefined) throw new PlanError(`${path}: ${problem.message.split("\n")[0]}`);
  const read = new Reader(path);
  const file = read.mapping(document.toJS() ?? {}, "the file");
  read.knownKeys(file, ["services", "env"], "the file");
  const shared = read.texts(file.env ?? {}, "env");
  const services = Object.entries(read.mapping(file.services ?? {}, "services"));
  if (services.length === 0) throw new PlanError(`${path}: expected at least one service below \`services\``);
  return services.map(([name, value]) => {
    const at = `services.${name}`;
    const service = read.mapping(value ?? {}, at);
    read.knownKeys(service, ["path", "port", "depends", "env"], at);
    return {
      name,
      path: read.text(service.path ?? name, `${at}.path`),
      ...(service.port !== undefined && { port: read.port(service.port, `${at}.port`) }),
      depends: read.names(service.depends ?? [], `${at}.depends`),
      env: { ...shared, ...read.texts(service.env ?? {}, `${at}.env`) },
    };
  });
}

type Mapping = Readonly<Record<string, unknown>>;

/** Checks values of a file, and names file, place, expectation and value where one is wrong. */
class Reader {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  mapping(value: unknown, at: string): Mapping {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Mapping;
    throw this.#expected(at, "a mapping", value);
  }

  knownKeys(value: Mapping, keys: readonly string[], at: string): void {
    const unknown = Object.keys(value).find((it) => !keys.includes(it));
    if (unknown === undefined) return;
    throw new PlanError(`${this.#path}: ${at} has no \`${unknown}\`; there are: ${keys.join(", ")}`);
  }

  text(value: unknown, at: string): string {
    if (typeof value === "string") return value;
    throw this.#expected(at, "a text", value);
  }

  /** YAML reads `PORT: 80` as a number; an environment only has texts. */
  texts(value: unknown, at: string): Record<string, string> {
    const entries = Object.entries(this.mapping(value, at)).map(([key, it]) => {
      if (typeof it === "object") throw this.#expected(`${at}.${key}`, "a text", it);
      return [key, String(it)];
    });
    return Object.fromEntries(entries);
  }

  names(value: unknown, at: string): string[] {
    if (!Array.isArray(value)) throw this.#expected(at, "a list of services", value);
    return value.map((it, index) => this.text(it, `${at}[${index}]`));
  }

  port(value: unknown, at: string): number {
    if (typeof value === "number" && Number.isInteger(value) && value > 0 && value < 65_536) return value;
    throw this.#expected(at, "a number from 1 to 65535", value);
  }

  #expected(at: string, what: string, value: unknown): PlanError {
    return new PlanError(`${this.#path}: ${at}: expected ${what}, got ${JSON.stringify(value)}`);
  }
}
