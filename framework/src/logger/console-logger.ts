import { fieldText } from "./field-text.js";
import type { LogFields, Logger, LogLevel } from "./logger.js";

export interface ConsoleLoggerOptions {
  /** What is less urgent is not written. @default "info" */
  readonly level?: LogLevel;
  /** `text` for people, `json` for one JSON object per line. @default "text" */
  readonly format?: "text" | "json";
  /** Takes each line. @default stderr */
  readonly write?: (line: string) => void;
}

const levels: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** Makes a logger that writes lines. */
export function createConsoleLogger(options: ConsoleLoggerOptions = {}): Logger {
  const { level = "info", format = "text", write = (line) => process.stderr.write(`${line}\n`) } = options;
  if (!levels.includes(level)) {
    throw new TypeError(
      `Expected the logger option \`level\` to be one of ${levels.join(", ")}, got \`${level}\``,
    );
  }
  const line = format === "json" ? jsonLine : textLine;
  const at =
    (own: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (levels.indexOf(own) >= levels.indexOf(level)) write(line({ level: own, message, fields }));
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

interface Entry {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

function jsonLine({ level, message, fields }: Entry): string {
  return fieldText({ time: new Date().toISOString(), level, message, ...fields });
}

function textLine({ level, message, fields }: Entry): string {
  const time = new Date().toISOString();
  const { error, ...rest } = fields;
  const pairs = Object.entries(rest).map(([key, value]) => ` ${key}=${textValue(value)}`);
  return `${time} ${level.toUpperCase().padEnd(5)} ${message}${pairs.join("")}${errorText(error)}`;
}

function textValue(value: unknown): string {
  return typeof value === "string" && /^[^\s"=]+$/.test(value) ? value : fieldText(value);
}

function errorText(error: unknown): string {
  if (error === undefined) return "";
  if (!(error instanceof Error)) return ` error=${fieldText(error)}`;
  const cause = error.cause === undefined ? "" : `\n  caused by${errorText(error.cause)}`;
  return `\n${error.stack ?? error.message}${cause}`;
}
