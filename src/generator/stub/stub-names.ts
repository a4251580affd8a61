import { declaredMessages, type TypeIndex } from "../descriptor/type-index.js";
import type { GeneratorOptions } from "../options/generator-options.js";
import type { ProtoFile } from "../request.js";
import { descriptorName, goAliases, schemaName, serviceNames } from "./declared-names.js";
import { createImports, type Use } from "./imports.js";
import { modulePaths } from "./module-paths.js";
import type { ImportModel } from "./stub-model.js";

/** What a stub may name, wherever it comes from. */
export interface GeneratorScope {
  readonly options: GeneratorOptions;
  readonly types: TypeIndex;
  /** What the interface and codec of a message are called. @param typeName with a leading dot */
  nameOf(typeName: string): string;
}

/** The names in one stub file: what is declared there is fixed, what is imported gives way. */
export interface StubNames {
  /** The interface of a message. @param typeName with a leading dot */
  message(typeName: string, use?: Use): string;
  /** The schema of a message. @param typeName with a leading dot */
  schema(typeName: string): string;
  /** The descriptor of another file. */
  descriptor(file: ProtoFile): string;
  framework(name: string, use?: Use): string;
  /** A type that is always there: `Promise`. */
  builtin(name: string): string;
  imports(): readonly ImportModel[];
}

/** Messages are named first: where two names clash, the framework's gives way to the contract's. */
export function createStubNames(file: ProtoFile, scope: GeneratorScope): StubNames {
  const paths = modulePaths(scope.options);
  const self = paths.stubFile(file.name);
  const imports = createImports(declaredIn(file, scope));
  const names: StubNames = {
    message(typeName, use = "type") {
      const origin = scope.types.fileOf(typeName);
      const name = scope.nameOf(typeName);
      const alias = origin === file ? `${name}Message` : pascalCase(origin.descriptor.package) + name;
      return imports.add({ module: paths.messages(self, origin.name), name, use, alias });
    },
    schema(typeName) {
      const origin = scope.types.fileOf(typeName);
      const name = schemaName(scope.nameOf(typeName));
      if (origin === file) return name;
      const alias = pascalCase(origin.descriptor.package) + name;
      return imports.add({ module: paths.stub(self, origin.name), name, use: "value", alias });
    },
    descriptor(origin) {
      const name = descriptorName(origin.name);
      return imports.add({ module: paths.stub(self, origin.name), name, use: "value", alias: `${name}_` });
    },
    framework(name, use = "type") {
      const alias = use === "type" ? `Micro${name}` : `micro${name.charAt(0).toUpperCase()}${name.slice(1)}`;
      return imports.add({ module: scope.options.runtime, name, use, alias });
    },
    builtin: (name) => (imports.has(name) ? `globalThis.${name}` : name),
    imports: () => imports.list(),
  };
  for (const { typeName } of declaredMessages(file.descriptor)) names.message(`.${typeName}`, "value");
  for (const service of file.descriptor.service) {
    for (const { inputType, outputType } of service.method) {
      names.message(inputType);
      names.message(outputType);
    }
  }
  return names;
}

function* declaredIn(file: ProtoFile, scope: GeneratorScope): Iterable<string> {
  const services = file.descriptor.service.map((it) => it.name);
  for (const service of services) {
    yield* Object.values(serviceNames(service));
    if (scope.options.goAliases) yield* Object.values(goAliases(service, services));
  }
  for (const { typeName } of declaredMessages(file.descriptor))
    yield schemaName(scope.nameOf(`.${typeName}`));
  yield descriptorName(file.name);
}

/** `google.protobuf` makes `GoogleProtobuf`. */
function pascalCase(packageName: string): string {
  return packageName
    .split(/[._]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("");
}
