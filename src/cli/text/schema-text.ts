import type { DescEnum, DescField, DescFile, DescMessage, DescMethod, DescOneof } from "@bufbuild/protobuf";
import { ScalarType } from "@bufbuild/protobuf";
import { Edition, FieldDescriptorProto_Label as Label } from "@bufbuild/protobuf/wkt";
import type { ServiceSchema } from "../schema/service-schema.js";

/** What comes with every compiler need not be shown. */
const wellKnown = /^google\/(protobuf|api)\//;

/**
 * Prints services as the `.proto` files that declare them, each after its name.
 *
 * It reads and compiles; options, comments, extensions and the groups of proto2 are left out.
 */
export function schemaText({ services, files }: ServiceSchema): string {
  return files
    .filter((it) => !wellKnown.test(it.proto.name))
    .map((file) => {
      const served = services.filter((it) => it.file === file);
      return fileText(file, [
        ...served.map((it) => block(`service ${it.name}`, it.methods.map(methodText))),
        ...file.messages.map(messageText),
        ...file.enums.map(enumText),
      ]);
    })
    .join("\n");
}

function fileText(file: DescFile, declarations: readonly string[]): string {
  const { name, package: packageName, dependency } = file.proto;
  const imports = dependency.map((it) => `import "${it}";`);
  return [
    `// ${name}`,
    `${syntaxText(file)}\n`,
    ...(packageName === "" ? [] : [`package ${packageName};\n`]),
    ...(imports.length === 0 ? [] : [`${imports.join("\n")}\n`]),
    declarations.map((it) => `${it}\n`).join("\n"),
  ].join("\n");
}

function syntaxText({ edition }: DescFile): string {
  if (edition === Edition.EDITION_PROTO2 || edition === Edition.EDITION_PROTO3)
    return `syntax = "proto${edition === Edition.EDITION_PROTO2 ? 2 : 3}";`;
  return `edition = "${Edition[edition].replace("EDITION_", "")}";`;
}

function methodText({ name, methodKind, input, output, parent }: DescMethod): string {
  const sends = methodKind === "client_streaming" || methodKind === "bidi_streaming" ? "stream " : "";
  const gives = methodKind === "server_streaming" || methodKind === "bidi_streaming" ? "stream " : "";
  return `rpc ${name}(${sends}${nameIn(parent.file, input)}) returns (${gives}${nameIn(parent.file, output)});`;
}

function messageText(message: DescMessage): string {
  const nested = message.nestedMessages.filter((it) => !it.proto.options?.mapEntry);
  return block(`message ${message.name}`, [
    ...nested.map(messageText),
    ...message.nestedEnums.map(enumText),
    ...message.members.map((it) => (it.kind === "oneof" ? oneofText(it) : fieldText(it))),
  ]);
}

function oneofText({ name, fields }: DescOneof): string {
  return block(`oneof ${name}`, fields.map(fieldText));
}

function fieldText(field: DescField): string {
  return `${labelText(field)}${typeText(field)} ${field.name} = ${field.number};`;
}

function labelText(field: DescField): string {
  if (field.fieldKind === "map") return "";
  if (field.fieldKind === "list") return "repeated ";
  const { edition } = field.parent.file;
  if (field.proto.proto3Optional) return "optional ";
  if (edition !== Edition.EDITION_PROTO2 || field.oneof !== undefined) return "";
  return field.proto.label === Label.REQUIRED ? "required " : "optional ";
}

function typeText(field: DescField): string {
  if (field.fieldKind === "map") return `map<${scalarName(field.mapKey)}, ${elementText(field)}>`;
  return elementText(field);
}

function elementText({ message, enum: enumeration, scalar, parent }: DescField): string {
  const type = message ?? enumeration;
  return type === undefined ? scalarName(scalar ?? ScalarType.STRING) : nameIn(parent.file, type);
}

/** `ScalarType.SFIXED64` as `sfixed64` */
function scalarName(scalar: ScalarType): string {
  return ScalarType[scalar].toLowerCase();
}

function enumText({ name, values }: DescEnum): string {
  return block(
    `enum ${name}`,
    values.map((it) => `${it.name} = ${it.number};`),
  );
}

/** A type of the same package goes without it. */
function nameIn(file: DescFile, { typeName }: DescMessage | DescEnum): string {
  const prefix = `${file.proto.package}.`;
  return typeName.startsWith(prefix) ? typeName.slice(prefix.length) : typeName;
}

function block(head: string, parts: readonly string[]): string {
  if (parts.length === 0) return `${head} {}`;
  return `${head} {\n${parts.map((it) => it.replace(/^(?=.)/gm, "  ")).join("\n")}\n}`;
}
