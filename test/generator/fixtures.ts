import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generate } from "../../src/generator/index.js";
import { buildRequest, compileProto } from "./compile-proto.js";

/** One folder of `test/fixtures/` that holds an `input.proto`. */
export interface Fixture {
  readonly name: string;
  readonly folder: string;
  /** `expected/`: the text of every file that is to be generated, by path. */
  readonly expected: string;
}

const root = fileURLToPath(new URL("../fixtures/", import.meta.url));

export function listFixtures(): Fixture[] {
  return readdirSync(root)
    .filter((name) => existsSync(join(root, name, "input.proto")))
    .map((name) => ({ name, folder: join(root, name), expected: join(root, name, "expected") }));
}

/** The parameter that a fixture passes to the plugin. */
export function readParameter({ folder }: Fixture): string {
  return readFileSync(join(folder, "options.txt"), "utf8").trim().split(/\s+/).join(",");
}

/** Generates code for `input.proto` under the options of `options.txt`. */
export async function generateFixture(fixture: Fixture): Promise<ReturnType<typeof generate>> {
  const files = await compileProto(fixture.folder);
  return generate(
    buildRequest({ files, filesToGenerate: ["input.proto"], parameter: readParameter(fixture) }),
  );
}
