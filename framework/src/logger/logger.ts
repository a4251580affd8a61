/*
 * The logger is where the framework says what nobody asked for: that a service registered, that a handler threw.
 */

/** What belongs to a message: `{ service: "greeter", error }`. */
export type LogFields = Readonly<Record<string, unknown>>;

export type LogLevel = "debug" | "info" | "warn" | "error";

/**
 * Takes messages with fields, by level. `console` is one, and so are the loggers of pino and winston behind a
 * few lines.
 *
 * An implementation MUST never throw, whatever a field holds.
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}
