/*
 * ts-proto reads every file as proto3 or, half-way, as proto2. Here proto2 and editions are rewritten to the
 * proto3 file that looks the same on the wire: explicit presence becomes `optional`, expanded and delimited
 * encodings are written out.
 */
import {
  type DescriptorProto,
  type FieldDescriptorProto,
  FieldOptions,
  type FileDescriptorProto,
  FieldDescriptorProto_Label as Label,
  OneofDescriptorProto,
  FieldDescriptorProto_Type as Type,
} from "ts-proto-descriptors";
import { type Features, fileFeatures, inheritFeatures } from "../descriptor/features.js";
import { derive, mapOrSame } from "./derive.js";

/** The proto3 file that has the same bytes on the wire: the same one when nothing has to change. */
export function lowerFeatures(file: FileDescriptorProto): FileDescriptorProto {
  const features = fileFeatures(file);
  const messageType = mapOrSame(file.messageType, (it) => lowerMessage(it, features));
  const extension = mapOrSame(file.extension, (it) => lowerExtension(it, features));
  const same = messageType === file.messageType && extension === file.extension;
  if (same && file.syntax === "proto3") return file;
  return derive(file, { syntax: "proto3", edition: 0, messageType, extension });
}

function lowerMessage(message: DescriptorProto, outer: Features): DescriptorProto {
  const features = inheritFeatures(outer, message.options?.features);
  const oneofDecl = [...message.oneofDecl];
  const mapEntries = new Set(message.nestedType.filter((it) => it.options?.mapEntry).map((it) => it.name));
  const field = mapOrSame(message.field, (it) => {
    const isMap = mapEntries.has(it.typeName.slice(it.typeName.lastIndexOf(".") + 1));
    if (message.options?.mapEntry || isMap) return withoutRequired(it);
    const own = fieldFeatures(it, message, features);
    const lowered = withoutRequired(lowerEncoding(it, own));
    if (!tracksPresence(it, own)) return lowered;
    oneofDecl.push(OneofDescriptorProto.create({ name: `_${it.name}` }));
    return derive(lowered, { proto3Optional: true, oneofIndex: oneofDecl.length - 1 });
  });
  const nestedType = mapOrSame(message.nestedType, (it) => lowerMessage(it, features));
  const extension = mapOrSame(message.extension, (it) => lowerExtension(it, features));
  const same =
    field === message.field && nestedType === message.nestedType && extension === message.extension;
  return same ? message : derive(message, { field, oneofDecl, nestedType, extension });
}

function lowerExtension(extension: FieldDescriptorProto, outer: Features): FieldDescriptorProto {
  return lowerEncoding(extension, inheritFeatures(outer, extension.options?.features));
}

function fieldFeatures(field: FieldDescriptorProto, message: DescriptorProto, outer: Features): Features {
  const oneof = Object.hasOwn(field, "oneofIndex") ? message.oneofDecl[field.oneofIndex] : undefined;
  const within = inheritFeatures(outer, oneof?.options?.features);
  return inheritFeatures(within, field.options?.features);
}

/** Whether a scalar or enum must be told apart from its default. Messages always are, members of oneofs too. */
function tracksPresence(field: FieldDescriptorProto, { presence }: Features): boolean {
  if (field.label === Label.LABEL_REPEATED || Object.hasOwn(field, "oneofIndex")) return false;
  if (field.type === Type.TYPE_MESSAGE || field.type === Type.TYPE_GROUP) return false;
  return presence !== "implicit" || field.label === Label.LABEL_REQUIRED;
}

function lowerEncoding(field: FieldDescriptorProto, features: Features): FieldDescriptorProto {
  const delimited = field.type === Type.TYPE_MESSAGE && features.messages === "delimited";
  const lowered = delimited ? derive(field, { type: Type.TYPE_GROUP }) : field;
  if (field.label !== Label.LABEL_REPEATED) return lowered;
  // a field with any option at all counts as expanded in ts-proto unless it says `packed` itself
  if (field.options === undefined && features.repeated === "packed") return lowered;
  const options = field.options ?? FieldOptions.create();
  if (field.options !== undefined && Object.hasOwn(options, "packed")) return lowered;
  return derive(lowered, { options: derive(options, { packed: features.repeated === "packed" }) });
}

function withoutRequired(field: FieldDescriptorProto): FieldDescriptorProto {
  return field.label === Label.LABEL_REQUIRED ? derive(field, { label: Label.LABEL_OPTIONAL }) : field;
}
