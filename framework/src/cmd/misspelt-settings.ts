import { closestMatch } from "leven";
import { flagsOf, type SettingSources, settingNames } from "./settings.js";

/**
 * Finds flags and variables that set nothing, and are nearly spelt like one that would.
 *
 * A program has flags of its own, and an environment is shared: a name that resembles none of Micro's passes.
 *
 * @returns a line for each, saying what may have been meant
 */
export function misspeltSettings({ args, env }: SettingSources): string[] {
  const own = Object.keys(env).filter((it) => it.startsWith(variables.prefix));
  return [
    ...Object.keys(flagsOf(args)).flatMap((it) => problemWith(it, flags)),
    ...own.flatMap((it) => problemWith(it.slice(variables.prefix.length), variables)),
  ];
}

/** How settings are spelt, behind a prefix. */
interface Spelling {
  readonly prefix: string;
  readonly known: readonly string[];
}

const flags: Spelling = {
  prefix: "--",
  known: settingNames.flatMap((it) => [it, it.replaceAll("_", "-")]),
};
const variables: Spelling = {
  prefix: "MICRO_",
  known: settingNames.map((it) => it.toUpperCase()),
};

function problemWith(name: string, { prefix, known }: Spelling): string[] {
  const near = closestMatch(name, known, { maxDistance: tolerance(name) });
  if (near === undefined || near === name) return [];
  return [`${prefix}${name} is no setting and changes nothing: did you mean ${prefix}${near}?`];
}

/** Short names are soon alike by chance: `--clean` is not meant to be `--client`. */
function tolerance(name: string): number {
  return name.length < 7 ? 1 : 2;
}
