/* What the plugins are asked to generate: requests that buf made of .proto files which npm packages ship. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Corpus {
  readonly name: string;
  /** In how many rounds a plugin runs. */
  readonly rounds: number;
  readonly large: boolean;
  /** Where the .proto files are, below `bench/`. */
  readonly folder: string;
  /** Names the parts of the folder to generate, with all they import; the whole folder when there are none. */
  readonly paths: () => readonly string[];
}

const bench = fileURLToPath(new URL("..", import.meta.url));
const googleapis = "node_modules/google-proto-files";
const someServices = ["pubsub", "spanner", "logging", "monitoring", "iam", "longrunning", "storage"];

export const corpora: readonly Corpus[] = [
  { name: "one small file", rounds: 11, large: false, folder: "rpc/proto", paths: () => [] },
  {
    name: "about 100 files with services",
    rounds: 5,
    large: false,
    folder: googleapis,
    paths: () => someServices.map((it) => `${googleapis}/google/${it}`),
  },
  { name: "thousands of files", rounds: 1, large: true, folder: googleapis, paths: allServices },
];

/** All but `google/protobuf`: tests of protoc are in there, whose imports are not. */
function allServices(): string[] {
  const folders = readdirSync(join(bench, googleapis, "google"));
  return folders.filter((it) => it !== "protobuf").map((it) => `${googleapis}/google/${it}`);
}

/** @returns the request without a parameter, as buf sends it to a plugin */
export function recordRequest(corpus: Corpus): Uint8Array {
  const cache = join(bench, "node_modules/.cache/generator");
  const file = join(cache, `${corpus.name.replaceAll(" ", "-")}.request`);
  if (!existsSync(file)) {
    mkdirSync(cache, { recursive: true });
    execFileSync(process.execPath, bufArguments(corpus), {
      cwd: bench,
      env: { ...process.env, RECORDED_REQUEST: file },
      stdio: ["ignore", "inherit", "inherit"],
    });
  }
  return readFileSync(file);
}

function bufArguments({ folder, paths }: Corpus): string[] {
  const recorder = { local: [process.execPath, "generator/record-request.js"], out: ".", strategy: "all" };
  const template = JSON.stringify({ version: "v2", plugins: [recorder] });
  const selection = paths().flatMap((it) => ["--path", it]);
  return [
    "node_modules/@bufbuild/buf/bin/buf",
    "generate",
    folder,
    "--template",
    template,
    "--include-imports",
    ...selection,
  ];
}
