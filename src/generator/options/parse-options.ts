import { GeneratorError } from "../generator-error.js";
import { type GeneratorOptions, type OptionKind, type OwnOptions, ownOptions } from "./generator-options.js";
import { codecKeepers, tsProtoDefaults, tsProtoOptions } from "./ts-proto-options.js";

/**
 * Reads the plugin's parameter: `import_extension=ts,forceLong=string`.
 *
 * @throws {GeneratorError} naming option, expectation and value
 */
export function parseOptions(parameter: string): GeneratorOptions {
  const own = new Map<string, string>();
  const tsProto = new Map<string, string>();
  const mappedFiles = new Map<string, string>();
  for (const [name, value] of pairs(parameter)) {
    if (Object.hasOwn(ownOptions, name))
      once(own, name, checked(ownOptions[name as keyof OwnOptions].kind, name, value));
    else if (Object.hasOwn(tsProtoOptions, name)) once(tsProto, name, checkedTsProto(name, value));
    else if (name.startsWith("M") && name.length > 1) once(mappedFiles, name.slice(1), mapped(name, value));
    else throw new GeneratorError(`unknown option "${name}"${closest(name)}`);
  }
  const get = (name: keyof OwnOptions) => own.get(name) ?? ownOptions[name].byDefault;
  const importSuffix = chooseImportSuffix(own.get("import_extension"), tsProto.get("importSuffix"));
  const messageFileSuffix = tsProto.get("fileSuffix") ?? "";
  if (messageFileSuffix === get("file_suffix")) {
    throw new GeneratorError(
      `option file_suffix: expected another value than fileSuffix, got ${quote(get("file_suffix"))} for both`,
    );
  }
  return {
    import_extension: get("import_extension") as OwnOptions["import_extension"],
    messages: get("messages") as OwnOptions["messages"],
    file_suffix: get("file_suffix"),
    runtime: get("runtime"),
    descriptors: get("descriptors") === "true",
    importSuffix,
    messageFileSuffix,
    mappedFiles,
    emitImportedFiles: tsProto.get("emitImportedFiles") !== "false",
    tsProtoParameter: tsProtoParameter(new Map([...tsProto, ["importSuffix", importSuffix]]), mappedFiles),
  };
}

function* pairs(parameter: string): Iterable<[name: string, value: string]> {
  for (const part of parameter.split(",")) {
    const text = part.trim();
    if (text === "") continue;
    const at = text.indexOf("=");
    yield at < 0 ? [text, "true"] : [text.slice(0, at), text.slice(at + 1)];
  }
}

function once(options: Map<string, string>, name: string, value: string): void {
  if (options.has(name) && options.get(name) !== value) {
    throw new GeneratorError(
      `option ${name}: expected one value, got ${quote(options.get(name))} and ${quote(value)}`,
    );
  }
  options.set(name, value);
}

function checked(kind: OptionKind, name: string, value: string): string {
  const expectation = unmet(kind, value);
  if (expectation === undefined) return value;
  throw new GeneratorError(`option ${name}: expected ${expectation}, got ${quote(value)}`);
}

function unmet(kind: OptionKind, value: string): string | undefined {
  if (kind === "text") return undefined;
  if (kind === "boolean") return value === "true" || value === "false" ? undefined : "true or false";
  if (kind === "number") return /^-?\d+$/.test(value) ? undefined : "a whole number";
  return kind.includes(value) ? undefined : kind.map((it) => (it === "" ? '""' : it)).join(", ");
}

function checkedTsProto(name: string, value: string): string {
  const keeper = codecKeepers[name];
  if (keeper !== undefined && keeper !== value) {
    throw new GeneratorError(
      `option ${name}: expected ${keeper === "" ? "nothing" : keeper}, got ${quote(value)}: ` +
        "it removes the codec that clients and servers encode with",
    );
  }
  return checked(tsProtoOptions[name] ?? "text", name, value);
}

function mapped(name: string, value: string): string {
  if (value !== "" && value !== "true" && value !== "false") return value;
  throw new GeneratorError(`option ${name}: expected the module to import, got ${quote(value)}`);
}

function chooseImportSuffix(extension: string | undefined, suffix: string | undefined): string {
  const fromExtension =
    extension === undefined ? undefined : ({ js: ".js", ts: ".ts", none: "" }[extension] ?? "");
  if (fromExtension !== undefined && suffix !== undefined && fromExtension !== suffix) {
    throw new GeneratorError(
      `option importSuffix: expected ${quote(fromExtension)} beside import_extension=${extension}, got ${quote(suffix)}`,
    );
  }
  return fromExtension ?? suffix ?? ".js";
}

function tsProtoParameter(
  given: ReadonlyMap<string, string>,
  mappedFiles: ReadonlyMap<string, string>,
): string {
  const all = new Map([...Object.entries(tsProtoDefaults), ...given]);
  const files = [...mappedFiles].map(([file, module]) => `M${file}=${module}`);
  return [...[...all].map(([name, value]) => `${name}=${value}`), ...files].join(",");
}

function closest(name: string): string {
  const plain = (it: string) => it.toLowerCase().replaceAll("_", "");
  const known = [...Object.keys(ownOptions), ...Object.keys(tsProtoOptions)];
  const found = known.find((it) => plain(it) === plain(name));
  return found === undefined ? "" : `; did you mean "${found}"?`;
}

function quote(value: string | undefined): string {
  return JSON.stringify(value ?? "");
}
