import type { Logger } from "../logger/logger.js";
import type { PluginOptions } from "./plugin.js";

/** Makes parts, each under the name that chooses it. */
export type PartMakers<T> = Readonly<Record<string, (options: PluginOptions) => T>>;

/** What there is to choose from, for one kind of part. */
export interface PartChoice<T> {
  /** The flag that chooses; the variable of the environment has the same name. */
  readonly flag: string;
  /** The name of what is made when nobody chose. */
  readonly standard: string;
  readonly builtIn: PartMakers<T>;
  /** Those that are built in and make use of addresses. @default none */
  readonly addressed?: readonly string[];
  /** A plugin may take the name of a part that is built in: that one is made then. */
  readonly plugins: PartMakers<T>;
  /** Names of plugins that can be installed. @default none */
  readonly installable?: readonly string[];
}

/** What was asked for. */
export interface PartWish<T> {
  /** A part that someone else made: taken unless there is a name, too. */
  readonly given: T | undefined;
  readonly name: string | undefined;
  readonly addresses?: readonly string[] | undefined;
}

/**
 * Takes or makes a part. When what it makes has no use for the addresses, the logger hears of it.
 *
 * @throws {TypeError} for a name that nothing has, saying what can be done about it
 */
export function choosePart<T>(
  { given, name, addresses }: PartWish<T>,
  choice: PartChoice<T>,
  logger: Logger,
): T {
  if (name === undefined && given !== undefined) return given;
  const chosen = name ?? choice.standard;
  const makers = { ...choice.builtIn, ...choice.plugins };
  const make = Object.hasOwn(makers, chosen) ? makers[chosen] : undefined;
  if (make === undefined) throw new TypeError(problemWith(chosen, choice));
  if (addresses !== undefined && !takesAddresses(chosen, choice)) {
    const names = namesOf(`${choice.flag}_address`);
    logger.warn(`${names} changes nothing: the ${chosen} ${choice.flag} takes no addresses`);
  }
  return make({ logger, ...(addresses && { addresses }) });
}

function takesAddresses<T>(name: string, { plugins, addressed = [] }: PartChoice<T>): boolean {
  return addressed.includes(name) || Object.hasOwn(plugins, name);
}

function problemWith<T>(name: string, { flag, builtIn, plugins, installable = [] }: PartChoice<T>): string {
  const known = [...new Set([...Object.keys(builtIn), ...Object.keys(plugins)])];
  const problem = `Expected ${namesOf(flag)} to be one of ${known.join(", ")}, got "${name}"`;
  if (!installable.includes(name)) return problem;
  return `${problem}: that is a plugin; add @ts-micro/${name} to the project, and give its plugin to createService({ plugins: [...] })`;
}

function namesOf(setting: string): string {
  return `--${setting} or MICRO_${setting.toUpperCase()}`;
}
