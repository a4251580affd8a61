import type { DescMethod } from "@bufbuild/protobuf";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import type { HttpRule } from "@ts-micro/framework";
import { HttpRule as HttpOption } from "../gen/google/api/http.js";

/** The number of the option `google.api.http`. Descriptors keep it among what they do not know. */
const httpOption = 72295728;

/** Every binding of a method to HTTP: that of its option, then the additional ones. */
export function httpRulesOf({ proto }: DescMethod): HttpRule[] {
  const values = proto.options?.$unknown?.filter(({ no }) => no === httpOption) ?? [];
  return values.flatMap(({ data }) => bindings(HttpOption.decode(new BinaryReader(data).bytes())));
}

function bindings({ pattern, body, responseBody, additionalBindings }: HttpOption): HttpRule[] {
  const more = additionalBindings.flatMap(bindings);
  if (pattern === undefined) return more;
  const { method, path } =
    pattern.$case === "custom"
      ? { method: pattern.value.kind, path: pattern.value.path }
      : { method: pattern.$case.toUpperCase(), path: pattern.value };
  return [
    { method, path, ...(body !== "" && { body }), ...(responseBody !== "" && { responseBody }) },
    ...more,
  ];
}
