import { InvalidArgumentError } from "commander";

const wholeNumber = /^-?\d+$/;
const number = /^-?(\d+(\.\d+)?|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Writes what was typed for a field as JSON, by the type that the registry gives the field. Numbers stay text on the
 * way, so that none loses a digit.
 *
 * @throws {InvalidArgumentError} that says what the type takes
 */
export function fieldValue(type: string, text: string): string {
  switch (type) {
    case "string":
      return JSON.stringify(text);
    case "bool":
      if (text === "true" || text === "false") return text;
      throw new InvalidArgumentError("Expected true or false.");
    case "int32":
    case "int64":
    case "uint32":
    case "uint64":
      if (wholeNumber.test(text)) return text;
      throw new InvalidArgumentError("Expected a whole number.");
    case "float32":
    case "float64":
      if (number.test(text)) return String(Number(text)) === text ? text : String(Number(text));
      throw new InvalidArgumentError("Expected a number.");
    case "[]uint8":
      if (/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) return JSON.stringify(text);
      throw new InvalidArgumentError("Expected base64.");
    default:
      return messageOrEnum(text);
  }
}

/** A message is typed as JSON, a value of an enum as its name or number. */
function messageOrEnum(text: string): string {
  if (wholeNumber.test(text)) return text;
  if (!text.startsWith("{")) return JSON.stringify(text);
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new InvalidArgumentError("Expected JSON.");
  }
}
