import { GeneratorError } from "../generator-error.js";
import type { GeneratorOptions } from "./generator-options.js";
import { checkOption } from "./option-kind.js";
import { isOwnOption, type OwnOptionName, ownOptions } from "./own-options.js";
import { codecKeepers, repeatable, tsProtoDefaults, tsProtoOptions } from "./ts-proto-options.js";

/**
 * Reads the plugin's parameter: `import_extension=ts,forceLong=string`.
 *
 * @throws {GeneratorError} naming option, expectation and value
 */
export function parseOptions(parameter: string): GeneratorOptions {
  const given = readParameter(parameter);
  const own = (name: OwnOptionName) => given.own.get(name) ?? ownOptions[name].byDefault;
  const messageFileSuffix = given.tsProto.get("fileSuffix")?.[0] ?? "";
  const importSuffix = chooseImportSuffix(
    given.own.get("import_extension"),
    given.tsProto.get("importSuffix")?.[0],
  );
  if (messageFileSuffix === own("file_suffix")) {
    conflict("file_suffix", "another value than fileSuffix has", messageFileSuffix);
  }
  if (own("index") === "true" && given.tsProto.get("outputIndex")?.includes("true")) {
    conflict("outputIndex", "false beside index=true", "true");
  }
  if (own("index") === "true" && given.tsProto.get("exportCommonSymbols")?.includes("true")) {
    conflict("exportCommonSymbols", "false beside index=true, which exports every file", "true");
  }
  return {
    printsMessages: own("messages") === "ts-proto",
    stubFileSuffix: own("file_suffix"),
    messageFileSuffix,
    importSuffix,
    runtime: own("runtime"),
    embedsDescriptors: own("descriptors") === "true",
    strict: own("strict") === "true",
    printsIndex: own("index") === "true",
    goAliases: own("go_aliases") === "true",
    mappedFiles: given.mappedFiles,
    emitImportedFiles: !given.tsProto.get("emitImportedFiles")?.includes("false"),
    tsProto: new Map([...defaultsBeside(given), ...given.tsProto, ["importSuffix", [importSuffix]]]),
  };
}

interface Given {
  readonly own: Map<OwnOptionName, string>;
  readonly tsProto: Map<string, string[]>;
  readonly mappedFiles: Map<string, string>;
}

function readParameter(parameter: string): Given {
  const given: Given = { own: new Map(), tsProto: new Map(), mappedFiles: new Map() };
  for (const [name, value] of pairs(parameter)) {
    const kind = Object.hasOwn(tsProtoOptions, name) ? tsProtoOptions[name] : undefined;
    if (isOwnOption(name)) {
      once(name, given.own.get(name), value);
      given.own.set(name, checkOption(name, ownOptions[name].kind, value));
    } else if (kind !== undefined) {
      checkKeepsCodec(name, value);
      const before = given.tsProto.get(name) ?? [];
      if (!repeatable.has(name)) once(name, before[0], value);
      given.tsProto.set(name, [...new Set([...before, checkOption(name, kind, value)])]);
    } else if (name.startsWith("M") && name.length > 1) {
      once(name, given.mappedFiles.get(name.slice(1)), value);
      given.mappedFiles.set(name.slice(1), checkOption(name, "module", value));
    } else {
      throw new GeneratorError(`unknown option ${JSON.stringify(name)}${didYouMean(name)}`);
    }
  }
  return given;
}

/** An option without `=` is true. */
function* pairs(parameter: string): Iterable<[name: string, value: string]> {
  for (const part of parameter.split(",")) {
    const text = part.trim();
    if (text === "") continue;
    const at = text.indexOf("=");
    yield at < 0 ? [text, "true"] : [text.slice(0, at), text.slice(at + 1)];
  }
}

function once(name: string, before: string | undefined, value: string): void {
  if (before !== undefined && before !== value) conflict(name, `one value beside ${before}`, value);
}

function checkKeepsCodec(name: string, value: string): void {
  const keeper = Object.hasOwn(codecKeepers, name) ? codecKeepers[name] : undefined;
  if (keeper === undefined || keeper === value) return;
  const expected = keeper === "" ? "no value" : keeper;
  throw new GeneratorError(
    `option ${name}: expected ${expected}, got ${JSON.stringify(value)}, which removes the codec of messages`,
  );
}

function chooseImportSuffix(extension: string | undefined, suffix: string | undefined): string {
  if (extension === undefined) return suffix ?? ".js";
  const chosen = extension === "none" ? "" : `.${extension}`;
  if (suffix !== undefined && suffix !== chosen) {
    conflict("importSuffix", `${JSON.stringify(chosen)} beside import_extension=${extension}`, suffix);
  }
  return chosen;
}

/** Our defaults for ts-proto, as far as nothing that was given undoes them. */
function defaultsBeside({ own, tsProto }: Given): [string, string[]][] {
  const defaults = Object.entries(tsProtoDefaults)
    .filter(([name]) => !(name === "enumsAsLiterals" && tsProto.get("constEnums")?.includes("true")))
    .map(([name, value]): [string, string[]] => [name, [value]]);
  return own.get("index") === "true" ? [...defaults, ["exportCommonSymbols", ["false"]]] : defaults;
}

function conflict(name: string, expectation: string, value: string): never {
  throw new GeneratorError(`option ${name}: expected ${expectation}, got ${JSON.stringify(value)}`);
}

function didYouMean(name: string): string {
  const plain = (it: string) => it.toLowerCase().replaceAll("_", "");
  const known = [...Object.keys(ownOptions), ...Object.keys(tsProtoOptions)];
  const found = known.find((it) => plain(it) === plain(name));
  return found === undefined ? "" : `; did you mean ${JSON.stringify(found)}?`;
}
