import type { Option } from "commander";

/** What the words of an unfinished command line are. */
export interface ReadWords {
  /** The arguments, without options and what they take. */
  readonly given: readonly string[];
  /** The option that the next word is for. */
  readonly waiting: Option | undefined;
}

/** Tells arguments from options, and from the values that options take. */
export function readWords(words: readonly string[], options: readonly Option[]): ReadWords {
  const given: string[] = [];
  let waiting: Option | undefined;
  for (const word of words) {
    if (waiting !== undefined) waiting = undefined;
    else if (word.startsWith("-") && word !== "-") waiting = options.find((it) => takes(it, word));
    else given.push(word);
  }
  return { given, waiting };
}

function takes({ required, short, long }: Option, word: string): boolean {
  return required && (short === word || long === word);
}
