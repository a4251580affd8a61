import { parseArgs } from "node:util";

/** What `npm run bench:new` is asked for. */
export interface Options {
  /** How often every contender is measured. */
  readonly rounds: number;
  /** Whether npm has the packages of every contender at hand, or downloads them all each time. */
  readonly cache: "warm" | "cold";
  /** The contenders beside `micro new`, by name. @default all */
  readonly only?: readonly string[];
}

/** @throws {TypeError} naming the option, what it takes, and what it was given */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string", default: "3" },
      cache: { type: "string", default: "warm" },
      only: { type: "string" },
    },
  });
  const { rounds, cache, only } = values;
  if (!/^[1-9]\d*$/.test(rounds))
    throw new TypeError(`--rounds takes a whole number above 0, not "${rounds}"`);
  if (cache !== "warm" && cache !== "cold") throw new TypeError(`--cache takes warm or cold, not "${cache}"`);
  return { rounds: Number(rounds), cache, ...(only !== undefined && { only: only.split(",") }) };
}
