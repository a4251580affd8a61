import type { DescMethod } from "@bufbuild/protobuf";
import type { MessageSchema, MethodDefinition } from "@ts-micro/framework";
import { describedSchema, rawMethod } from "@ts-micro/framework";

/** An endpoint whose messages are known: the service described it. */
export interface DescribedEndpoint {
  /** The registered name of the service: `greeter`. */
  readonly service: string;
  readonly descriptor: DescMethod;
  /** It is called with messages in protobuf. */
  readonly method: MethodDefinition<Uint8Array, Uint8Array>;
  readonly input: MessageSchema<Uint8Array>;
  readonly output: MessageSchema<Uint8Array>;
}

export function describeEndpoint(service: string, descriptor: DescMethod): DescribedEndpoint {
  const { parent, name, methodKind, input, output } = descriptor;
  return {
    service,
    descriptor,
    method: { ...rawMethod(`${parent.name}.${name}`, methodKind), path: `/${parent.typeName}/${name}` },
    input: describedSchema(input),
    output: describedSchema(output),
  };
}
