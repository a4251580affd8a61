import { parseGoDuration } from "./go-duration.js";

/** How a setting is written on a command line, and in the environment. */
export interface SettingType<T> {
  /** Completes "expected --name to be ...". */
  readonly expected: string;
  /** @param values one, or more where a flag was repeated @returns undefined when they are no such setting */
  parse(values: readonly string[]): T | undefined;
}

export const text: SettingType<string> = {
  expected: "followed by a value",
  parse: (values) => last(values) || undefined,
};

export const list: SettingType<readonly string[]> = {
  expected: "a list with commas between",
  parse: (values) => nonEmpty(values.flatMap(split)),
};

export const pairs: SettingType<Readonly<Record<string, string>>> = {
  expected: "key=value",
  parse: (values) => {
    const entries = values.flatMap(split).map((it) => /^([^=]+)=(.*)$/s.exec(it)?.slice(1, 3));
    return entries.includes(undefined) ? undefined : Object.fromEntries(entries as [string, string][]);
  },
};

export const duration: SettingType<number> = {
  expected: "a duration above 0, such as 500ms or 5s",
  parse: (values) => parseGoDuration(last(values)) || undefined,
};

export const seconds: SettingType<number> = {
  expected: "a whole number of seconds above 0",
  parse: (values) => {
    const parsed = wholeNumber(1).parse(values);
    return parsed === undefined ? undefined : parsed * 1000;
  },
};

export function wholeNumber(least: number): SettingType<number> {
  return {
    expected: `a whole number of at least ${least}`,
    parse: (values) => {
      const value = last(values);
      return /^\d+$/.test(value) && Number(value) >= least ? Number(value) : undefined;
    },
  };
}

export function oneOf<T extends string>(...choices: readonly T[]): SettingType<T> {
  return {
    expected: `one of ${choices.join(", ")}`,
    parse: (values) => choices.find((it) => it === last(values)),
  };
}

/** A flag that is given twice means what it says the second time. */
function last(values: readonly string[]): string {
  return values.at(-1) ?? "";
}

function split(value: string): string[] {
  return value
    .split(",")
    .map((it) => it.trim())
    .filter((it) => it !== "");
}

function nonEmpty<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length > 0 ? items : undefined;
}
