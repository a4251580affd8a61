import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { type Fixture, generateFixture, listFixtures } from "./generator/fixtures.js";

const update = process.env.UPDATE_FIXTURES === "1";

describe("the generator prints what the fixtures expect", () => {
  for (const fixture of listFixtures()) {
    it.concurrent(fixture.name, async () => {
      const { error, file } = await generateFixture(fixture);
      const printed = error === "" ? file.map((it): Entry => [it.name, it.content]) : [errorEntry(error)];
      if (update) write(fixture, printed);
      expect(Object.fromEntries(printed)).toEqual(Object.fromEntries(read(fixture)));
    });
  }
});

type Entry = [path: string, text: string];

function errorEntry(error: string): Entry {
  return ["error.txt", `${error}\n`];
}

function write({ expected }: Fixture, printed: readonly Entry[]): void {
  rmSync(expected, { recursive: true, force: true });
  for (const [path, text] of printed) {
    mkdirSync(dirname(join(expected, path)), { recursive: true });
    writeFileSync(join(expected, path), text);
  }
}

function read({ expected }: Fixture): Entry[] {
  return readdirSync(expected, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => join(it.parentPath, it.name))
    .map((path) => [relative(expected, path).replaceAll("\\", "/"), readFileSync(path, "utf8")]);
}
