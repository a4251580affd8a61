import { createConsoleLogger, type LogLevel, MicroError } from "@ts-micro/framework";
import { describe, expect, it } from "vitest";

function createLog(options: Parameters<typeof createConsoleLogger>[0] = {}) {
  const lines: string[] = [];
  return { lines, logger: createConsoleLogger({ ...options, write: (line) => lines.push(line) }) };
}

describe("the console logger", () => {
  it("writes a line of time, level, message and fields", () => {
    const { lines, logger } = createLog();
    logger.info("Registered", { service: "greeter", text: "two words", id: 9007199254740993n });
    expect(lines).toEqual([
      expect.stringMatching(
        /^\d{4}-\d\d-\d\dT[\d:.]+Z INFO {2}Registered service=greeter text="two words" id="9007199254740993"$/,
      ),
    ]);
  });

  it("writes an error with its stack and its cause", () => {
    const { lines, logger } = createLog();
    logger.error("Failed", { error: new Error("outer", { cause: new Error("inner") }) });
    expect(lines[0]).toMatch(/ERROR Failed\nError: outer\n {4}at .*\n {2}caused by\nError: inner\n/s);
  });

  it("writes JSON for machines", () => {
    const { lines, logger } = createLog({ format: "json" });
    const error = new MicroError({ id: "greeter", code: 404, detail: "nobody" });
    logger.warn("Refused", { error, size: 2n ** 63n, bytes: new Uint8Array(3) });
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      level: "warn",
      message: "Refused",
      error: { name: "MicroError", id: "greeter", code: 404 },
      size: "9223372036854775808",
      bytes: "[3 bytes]",
    });
  });

  it.each<[LogLevel, number]>([
    ["debug", 4],
    ["info", 3],
    ["warn", 2],
    ["error", 1],
  ])("at level %s writes %i of four levels", (level, count) => {
    const { lines, logger } = createLog({ level });
    for (const it of ["debug", "info", "warn", "error"] as const) logger[it]("message");
    expect(lines).toHaveLength(count);
  });

  it("never throws, whatever a field holds", () => {
    const { lines, logger } = createLog();
    const circular: Record<string, unknown> = {};
    circular.itself = circular;
    const hostile = {
      get field(): string {
        throw new Error("no");
      },
    };
    logger.info("Fields", { circular, hostile, symbol: Symbol("s"), missing: undefined, nothing: null });
    expect(lines[0]).toContain('circular={"itself":"[Circular]"}');
    expect(lines[0]).toContain('hostile="[unprintable: Error: no]"');
  });

  it("refuses a level it does not know", () => {
    expect(() => createConsoleLogger({ level: "loud" as LogLevel })).toThrow(
      "`level` to be one of debug, info, warn, error, got `loud`",
    );
  });
});
