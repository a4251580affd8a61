import {
  type DescriptorProto,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "ts-proto-descriptors";
import { errorAt } from "../descriptor/source-locations.js";
import type { TypeIndex } from "../descriptor/type-index.js";
import { walk } from "../descriptor/walk.js";
import type { ProtoFile } from "../request.js";
import { type HttpRule, httpOption, readHttpRules } from "./http-rule.js";
import { parsePathTemplate } from "./path-template.js";

/** @throws {GeneratorError} when a `google.api.http` option names what its messages do not have */
export function checkHttpRules(file: ProtoFile, types: TypeIndex): void {
  for (const it of walk(file.descriptor)) {
    if (it.kind !== "method") continue;
    const request = types.messageOf(it.descriptor.inputType);
    const response = types.messageOf(it.descriptor.outputType);
    for (const rule of readHttpRules(it.descriptor)) {
      const problem = findProblem(rule, { request, response, types });
      if (problem === undefined) continue;
      const option = [...it.path, 4, httpOption];
      throw errorAt(file, `method ${it.fullName}: google.api.http: ${problem}`, [option, it.path]);
    }
  }
}

interface Messages {
  readonly request: DescriptorProto;
  readonly response: DescriptorProto;
  readonly types: TypeIndex;
}

function findProblem(rule: HttpRule, { request, response, types }: Messages): string | undefined {
  if (rule.method === "") return "expected a verb and a path, got neither";
  if (!/^[\w*-]+$/.test(rule.method)) return `expected a verb, got ${JSON.stringify(rule.method)}`;
  const template = parsePathTemplate(rule.path);
  if ("problem" in template) return `${rule.path}: ${template.problem}`;
  for (const path of template.fieldPaths) {
    const problem = unbindable(path, request, types);
    if (problem !== undefined) return `${rule.path}: ${problem}`;
  }
  if (rule.body !== "" && rule.body !== "*" && !hasField(request, rule.body)) {
    return `body: message ${request.name} has no field ${rule.body}`;
  }
  if (rule.responseBody !== "" && !hasField(response, rule.responseBody)) {
    return `response_body: message ${response.name} has no field ${rule.responseBody}`;
  }
  return undefined;
}

/** Why a path variable cannot fill a field; undefined when it can. */
function unbindable(path: string, message: DescriptorProto, types: TypeIndex): string | undefined {
  const [name = "", ...inner] = path.split(".");
  const field = message.field.find((it) => it.name === name);
  if (field === undefined) return `message ${message.name} has no field ${name}`;
  if (field.label === Label.LABEL_REPEATED) return `field ${name} is repeated, a path has one value`;
  const isMessage = field.type === Type.TYPE_MESSAGE || field.type === Type.TYPE_GROUP;
  if (inner.length === 0) return undefined;
  if (!isMessage) return `field ${name} is no message, it has no field ${inner[0]}`;
  return unbindable(inner.join("."), types.messageOf(field.typeName), types);
}

function hasField(message: DescriptorProto, name: string): boolean {
  return message.field.some((it) => it.name === name);
}
