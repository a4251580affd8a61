import { lineWidth } from "./imports.js";
import type { FunctionModel } from "./stub-model.js";

export interface SignatureParts {
  readonly doc: readonly string[];
  readonly name: string;
  readonly parameters: readonly string[];
  readonly returns: string;
  /** How many more characters stand in its line. */
  readonly around: number;
}

/** Decides whether a signature fits into one line. */
export function signature({ doc, name, parameters, returns, around }: SignatureParts): FunctionModel {
  const inline = parameters.join(", ");
  const length = `${name}(${inline}): ${returns}`.length + around;
  return { doc, name, parameters, inline, wide: length > lineWidth, returns };
}
