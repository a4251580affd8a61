import type { FileDescriptorProto } from "ts-proto-descriptors";
import { embedDescriptor } from "../descriptor/embed-descriptor.js";
import type { SourceComments } from "../descriptor/source-locations.js";
import { declaredMessages } from "../descriptor/type-index.js";
import type { ProtoFile } from "../request.js";
import { buildService } from "./build-service.js";
import { descriptorName, schemaName } from "./declared-names.js";
import { jsdoc } from "./jsdoc.js";
import type { StubModel } from "./stub-model.js";
import { createStubNames, type GeneratorScope, type StubNames } from "./stub-names.js";

export interface StubParts {
  readonly file: ProtoFile;
  readonly comments: SourceComments;
  /** The files that declare what it uses. */
  readonly imports: readonly ProtoFile[];
}

/** Decides everything that the stub of a file says. */
export function buildStubModel({ file, comments, imports }: StubParts, scope: GeneratorScope): StubModel {
  const { descriptor } = file;
  const names = createStubNames(file, scope);
  const embedsDescriptor = scope.options.embedsDescriptors;
  const services = descriptor.service.flatMap((_, index) =>
    buildService({ file: descriptor, index, comments, wantsGoAliases: scope.options.goAliases }, names),
  );
  const schemas = [...declaredMessages(descriptor)].map((it) => ({
    name: schemaName(scope.nameOf(`.${it.typeName}`)),
    type: names.message(`.${it.typeName}`),
    typeName: it.typeName,
    doc: jsdoc({ leading: "", trailing: "", deprecated: it.descriptor.options?.deprecated ?? false }),
  }));
  return {
    source: describeSource(descriptor),
    services,
    embedsDescriptor,
    descriptor: {
      name: descriptorName(file.name),
      base64: embedsDescriptor ? embedDescriptor(file.bytes) : "",
      imports: embedsDescriptor ? imports.map((it) => names.descriptor(it)).join(", ") : "",
    },
    schemas,
    framework: printedExports(names, {
      services: services.length > 0,
      schemas: schemas.length > 0,
      descriptor: embedsDescriptor,
    }),
    imports: names.imports(),
  };
}

function describeSource(file: FileDescriptorProto): string {
  const where = file.package === "" ? "no package" : `package ${file.package}`;
  return `${file.name} (${where})`;
}

interface Contents {
  readonly services: boolean;
  readonly schemas: boolean;
  readonly descriptor: boolean;
}

/** Imports what the templates name, where they name it. */
function printedExports(names: StubNames, contents: Contents): StubModel["framework"] {
  const value = (wanted: boolean, name: string) => (wanted ? names.framework(name, "value") : "");
  const type = (wanted: boolean, name: string) => (wanted ? names.framework(name) : "");
  return {
    createClient: value(contents.services, "createClient"),
    registerHandler: value(contents.services, "registerHandler"),
    ServiceDefinition: type(contents.services, "ServiceDefinition"),
    MessageSchema: type(contents.schemas, "MessageSchema"),
    createFileDescriptor: value(contents.descriptor, "createFileDescriptor"),
    FileDescriptor: type(contents.descriptor, "FileDescriptor"),
  };
}
