import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

/** What every part of the framework may build on. */
const base = ["framework contracts", "framework foundations"];

/** Which layer may import which: the arrows of ARCHITECTURE.md. A layer may always import itself. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  "protoc-plugin": ["src/generator"],
  "src/generator": ["src/templating"],
  "src/templating": [],
  "src/scaffold": [],
  "src/scaffold files": ["src/scaffold"],
  "src/scaffold lock": [],
  "src/scaffold tools": ["src/scaffold files", "src/scaffold lock", "src/scaffold"],
  "src/scaffold contract": [
    "src/scaffold tools",
    "src/scaffold files",
    "src/scaffold",
    "src/generator",
    "src/templating",
  ],
  "src/scaffold project": [
    "src/scaffold contract",
    "src/scaffold tools",
    "src/scaffold lock",
    "src/scaffold files",
    "src/scaffold",
    "src/templating",
  ],
  "src/scaffold generate": [
    "src/scaffold project",
    "src/scaffold contract",
    "src/scaffold tools",
    "src/scaffold files",
  ],
  "src/scaffold add": [
    "src/scaffold generate",
    "src/scaffold project",
    "src/scaffold contract",
    "src/scaffold tools",
    "src/scaffold files",
    "src/scaffold",
    "src/templating",
  ],
  "src/scaffold upgrade": [
    "src/scaffold generate",
    "src/scaffold project",
    "src/scaffold contract",
    "src/scaffold tools",
    "src/scaffold lock",
    "src/scaffold files",
    "src/scaffold",
  ],
  "src/cli": [
    "src/scaffold add",
    "src/scaffold upgrade",
    "src/scaffold generate",
    "src/scaffold project",
    "src/scaffold contract",
    "src/scaffold tools",
    "src/scaffold",
    "src/runtime",
    "src/api",
    "src/web",
    "src/bot",
    "framework",
  ],
  "src/runtime": ["framework"],
  "src/api": ["framework"],
  "src/web": ["src/templating", "framework"],
  "src/bot": ["framework"],
  plugins: ["framework"],
  "framework index": [
    "framework service",
    "framework defaults",
    "framework debug",
    "framework grpc",
    "framework client",
    "framework server",
    "framework implementations",
    ...base,
  ],
  "framework service": [
    "framework defaults",
    "framework cmd",
    "framework debug",
    "framework grpc",
    "framework client",
    "framework server",
    ...base,
  ],
  "framework cmd": [],
  "framework debug": ["framework client", "framework server", ...base],
  "framework grpc": ["framework client", "framework server", ...base],
  "framework defaults": ["framework client", "framework server", "framework implementations", ...base],
  "framework client": base,
  "framework server": base,
  "framework implementations": base,
  "framework testing": ["framework client", "framework server", "framework implementations", ...base],
  "framework contracts": ["framework foundations"],
  "framework foundations": [],
};

/** The files that hold contracts, or what follows from one alone, beside those that bear the name of their folder. */
const contractFiles = [
  "server/handler.ts",
  "transport/deadlines.ts",
  "registry/advertised-address.ts",
  "registry/apply-event.ts",
  "registry/node-address.ts",
  "registry/registration.ts",
  "registry/watched-service.ts",
];

/** Folders of the framework that everything stands on, and those whose every file is part of a contract. */
const foundations = ["async", "errors", "metadata", "options"];
const contractFolders = ["context", "logger", "plugin", "schema"];

const files = ["src", "framework/src", "protoc-plugin", "plugins"]
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((it) => join(folder, it)),
  )
  .filter((it) => it.endsWith(".ts") && !/\.test\.ts$|\.d\.ts$|(^|\/)(dist|node_modules|gen)\//.test(it));

const imports = new Map(files.map((file) => [file, importsOf(file)]));

describe("the architecture", () => {
  it("finds the sources", () => {
    expect(files.length).toBeGreaterThan(20);
  });

  it("has a layer for every file", () => {
    expect(files.filter((it) => arrows[layerOf(it)] === undefined)).toEqual([]);
  });

  it("lets imports follow the arrows only", () => {
    const offenders = files.flatMap((file) => {
      const from = layerOf(file);
      return targetsOf(file)
        .filter((it) => layerOf(it) !== from && !arrows[from]?.includes(layerOf(it)))
        .map((it) => `${file} (${from}) -> ${it} (${layerOf(it)})`);
    });
    expect(offenders).toEqual([]);
  });

  // A wire decides which codec each of its content types names: transports know codecs, and nothing else does.
  it("keeps each implementation in its own kind, but for the codecs of a wire", () => {
    const offenders = files
      .filter((it) => layerOf(it) === "framework implementations")
      .flatMap((file) =>
        targetsOf(file)
          .filter((it) => layerOf(it) === "framework implementations" && kindOf(it) !== kindOf(file))
          .filter((it) => !(kindOf(file) === "transport" && kindOf(it) === "codec"))
          .map((it) => `${file} -> ${it}`),
      );
    expect(offenders).toEqual([]);
  });

  it("never lets one plugin import another", () => {
    const offenders = files
      .filter((it) => it.startsWith("plugins/"))
      .flatMap((file) =>
        (imports.get(file) ?? [])
          .filter((it) => it.startsWith("@ts-micro/") && !it.startsWith("@ts-micro/framework"))
          .map((it) => `${file} -> ${it}`),
      );
    expect(offenders).toEqual([]);
  });

  it("has no import cycle, types included", () => {
    expect(findCycle()).toEqual([]);
  });

  it("keeps files under 300 lines", () => {
    const lengths = files.map((it) => [it, readFileSync(join(root, it), "utf8").split("\n").length] as const);
    expect(lengths.filter(([, length]) => length > 301)).toEqual([]);
  });

  it("names no room after nothing", () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc|shared)(\/|\.ts$)/;
    expect(files.filter((it) => vague.test(it))).toEqual([]);
  });

  it("is the one that ARCHITECTURE.md shows", () => {
    const table = Object.entries(arrows).map(
      ([from, to]) => `| \`${from}\` | ${to.map((it) => `\`${it}\``).join(", ") || "nothing"} |`,
    );
    expect(readFileSync(join(root, "ARCHITECTURE.md"), "utf8")).toContain(table.join("\n"));
  });
});

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return ts.preProcessFile(text, true, true).importedFiles.map((it) => it.fileName);
}

/** The files and packages of this repository that a file imports. */
function targetsOf(file: string): string[] {
  return (imports.get(file) ?? []).flatMap((it) => {
    if (it.startsWith("@ts-micro/framework")) return ["@ts-micro/framework"];
    if (!it.startsWith(".")) return [];
    return [relative(root, join(root, dirname(file), it)).replace(/\.js$/, ".ts")];
  });
}

function layerOf(file: string): string {
  if (file === "@ts-micro/framework") return "framework";
  const [top = "", second = "", third = ""] = file.split("/");
  if (top === "src") return arrows[`src/${second} ${third}`] ? `src/${second} ${third}` : `src/${second}`;
  if (top !== "framework") return top;
  if (third === "index.ts" || third === "defaults.ts") return `framework ${basename(third, ".ts")}`;
  if (foundations.includes(third)) return "framework foundations";
  if (contractFolders.includes(third) || isContract(file)) return "framework contracts";
  return arrows[`framework ${third}`] === undefined ? "framework implementations" : `framework ${third}`;
}

function isContract(file: string): boolean {
  const path = file.slice("framework/src/".length);
  return contractFiles.includes(path) || path === `${kindOf(file)}/${kindOf(file)}.ts`;
}

/** `registry`, `transport` ... */
function kindOf(file: string): string | undefined {
  return file.split("/")[2];
}

/** @returns the files of one cycle, or nothing */
function findCycle(): string[] {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of targetsOf(file).filter((it) => imports.has(it))) {
      const cycle = visit(next, [...path, file]);
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  };
  for (const file of files) {
    const cycle = visit(file, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
