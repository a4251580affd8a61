import { readFileSync } from "node:fs";
import { defaultOptions } from "ts-proto/build/src/options.js";
import { describe, expect, it } from "vitest";
import { type OwnOption, ownOptions } from "../src/generator/options/own-options.js";
import { tsProtoDefaults, tsProtoOptions } from "../src/generator/options/ts-proto-options.js";

describe("the options of the generator", () => {
  it("are those that the README's table shows", () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    const section = readme.split("## Generator options\n")[1]?.split("\n## ")[0] ?? "";
    const rows = section.split("\n").filter((line) => line.startsWith("| `"));
    expect(rows).toEqual(Object.entries(ownOptions).map(([name, option]) => row(name, option)));
  });

  it("pass on every option that ts-proto has", () => {
    const { M: _, ...known } = defaultOptions();
    expect(Object.keys(tsProtoOptions).sort()).toEqual(Object.keys(known).sort());
  });

  it("have defaults that ts-proto knows", () => {
    for (const [name, value] of Object.entries(tsProtoDefaults)) {
      const kind = tsProtoOptions[name];
      expect(kind === "boolean" ? ["true", "false"] : kind, name).toContain(value);
    }
  });
});

function row(name: string, { kind, byDefault, meaning }: OwnOption): string {
  const words = kind === "boolean" ? ["true", "false"] : kind;
  const values = typeof words === "string" ? words : words.map((word) => `\`${word}\``).join(", ");
  return `| \`${name}\` | ${values} | \`${byDefault}\` | ${meaning} |`;
}
