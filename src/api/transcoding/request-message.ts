import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { badRequest, createProto3JsonCodec, type HttpRule, MicroError } from "@ts-micro/framework";
import { gatewayName } from "../api.js";
import type { DescribedEndpoint } from "../discovery/described-endpoint.js";
import type { PathValue } from "../routing/match-path.js";
import { findField, type Parameter, setParameter } from "./parameter.js";

/** What of an HTTP request makes a message. */
export interface RequestParts {
  /** What the path gives to fields. */
  readonly values: readonly PathValue[];
  readonly query: URLSearchParams;
  /** JSON; empty where none came. */
  readonly body: Uint8Array;
}

/** A field that nobody reads is a mistake, and who made it is there to hear of it. */
const strictJson = createProto3JsonCodec({ ignoreUnknown: false });

/**
 * Makes the message that a request stands for, in protobuf: of its body, its path, and for what neither gives, its query.
 *
 * @throws {MicroError} 400 that names the field, where the request and the message do not agree
 */
export function requestMessage(
  endpoint: DescribedEndpoint,
  { body: bodyField }: Pick<HttpRule, "body">,
  { values, query, body }: RequestParts,
): Uint8Array {
  const decoded = readBody(endpoint, bodyField, body);
  const parameters: Parameter[] = values.map(({ fieldPath, text }) => ({
    name: fieldPath.join("."),
    fieldPath,
    texts: [text],
  }));
  for (const parameter of queryParameters(query)) {
    if (bodyField === "*")
      throw badRequest(gatewayName, `${parameter.name}: this route takes no query, all is in its body`);
    if (parameter.fieldPath[0] === bodyField)
      throw badRequest(gatewayName, `${parameter.name}: it is the body of the request`);
    if (parameters.some((it) => it.name === parameter.name))
      throw badRequest(gatewayName, `${parameter.name}: it is in the path already`);
    parameters.push(parameter);
  }
  if (parameters.length === 0) return decoded;
  const { input } = endpoint.descriptor;
  const message = reflect(input, fromBinary(input, decoded));
  for (const parameter of parameters) setParameter(message, parameter);
  return toBinary(input, message.message);
}

function readBody(
  { descriptor, input }: DescribedEndpoint,
  bodyField: string | undefined,
  body: Uint8Array,
): Uint8Array {
  if (body.length === 0) return new Uint8Array();
  if (bodyField === undefined) throw badRequest(gatewayName, "this route takes no body");
  const text = Buffer.from(body).toString();
  checkJson(text);
  if (bodyField === "*") return decode(text);
  const jsonName = findField(descriptor.input, bodyField)?.jsonName ?? bodyField;
  return decode(`{${JSON.stringify(jsonName)}:${text}}`);

  function decode(json: string): Uint8Array {
    try {
      return strictJson.decode(input, Buffer.from(json));
    } catch (error) {
      throw error instanceof MicroError ? badRequest(gatewayName, error.detail) : error;
    }
  }
}

/** @throws {MicroError} 400 for text that is not JSON */
export function checkJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    throw badRequest(gatewayName, `the body is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function queryParameters(query: URLSearchParams): Parameter[] {
  const names = [...new Set(query.keys())];
  return names.map((name) => ({ name, fieldPath: name.split("."), texts: query.getAll(name) }));
}
