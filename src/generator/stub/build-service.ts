import type { FileDescriptorProto, ServiceDescriptorProto } from "ts-proto-descriptors";
import type { SourceComments } from "../descriptor/source-locations.js";
import { qualify } from "../descriptor/type-index.js";
import { buildMethod } from "./build-method.js";
import { goAliases, serviceNames } from "./declared-names.js";
import { jsdoc } from "./jsdoc.js";
import { methodNames } from "./method-names.js";
import { signature } from "./signature.js";
import type { ServiceModel } from "./stub-model.js";
import type { StubNames } from "./stub-names.js";

export interface ServiceParts {
  readonly file: FileDescriptorProto;
  /** Which service of the file. */
  readonly index: number;
  readonly comments: SourceComments;
  readonly wantsGoAliases: boolean;
}

export function buildService(parts: ServiceParts, names: StubNames): ServiceModel[] {
  const { file, index, comments, wantsGoAliases } = parts;
  const service = file.service[index];
  if (service === undefined) return [];
  const typeName = qualify(file.package, service.name);
  const own = serviceNames(service.name);
  const doc = (path: readonly number[], deprecated: boolean | undefined) => {
    const at = comments.at(path);
    return jsdoc({
      leading: at?.leadingComments ?? "",
      trailing: at?.trailingComments ?? "",
      deprecated: deprecated ?? false,
    });
  };
  const localNames = methodNames(service.method.map((it) => it.name));
  return [
    {
      typeName,
      doc: doc([6, index], service.options?.deprecated),
      client: own.client,
      handler: own.handler,
      definition: own.definition,
      create: signature({
        doc: functionDoc(`Makes calls to \`${typeName}\`.`, service),
        name: own.create,
        parameters: [`client: ${names.framework("Client")}`, `options: ${names.framework("ClientOptions")}`],
        returns: own.client,
        around: exportedFunction,
      }),
      goAliases: wantsGoAliases
        ? goAliases(
            service.name,
            file.service.map((it) => it.name),
          )
        : false,
      register: signature({
        doc: functionDoc(`Serves \`${typeName}\`.`, service),
        name: `${own.register}<O extends ${names.framework("HandlerOptions")}>`,
        parameters: [
          `server: ${names.framework("Server")}`,
          `handler: ${names.framework("HandlerFor")}<${own.handler}, O>`,
          "options?: O",
        ],
        returns: "void",
        around: exportedFunction,
      }),
      methods: service.method.map((descriptor, at) =>
        buildMethod(
          {
            descriptor,
            name: localNames[at] ?? descriptor.name,
            doc: doc([6, index, 2, at], descriptor.options?.deprecated),
            endpointService: goCamelCase(service.name),
            serviceType: typeName,
          },
          names,
        ),
      ),
    },
  ];
}

/** The room that `export function ` and ` {` take in a line. */
const exportedFunction = 18;

function functionDoc(text: string, { options }: ServiceDescriptorProto): readonly string[] {
  return jsdoc({ leading: text, trailing: "", deprecated: options?.deprecated ?? false });
}

/** How Go's generator spells a name: `greeter_service` is `GreeterService`. */
function goCamelCase(name: string): string {
  return name.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase()).replace(/^_/, "X");
}
