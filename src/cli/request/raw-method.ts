import { type MethodDefinition, type MethodKind, rawSchema } from "@ts-micro/framework";

/** A method whose messages are bytes as they stand: what it takes to call an endpoint by its name. */
export function rawMethod<K extends MethodKind>(
  endpoint: string,
  kind: K,
): MethodDefinition<Uint8Array, Uint8Array, K> {
  return { kind, endpoint, path: "", input: rawSchema, output: rawSchema };
}
