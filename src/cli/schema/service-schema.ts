import type { DescFile, DescMessage, DescMethod, DescService } from "@bufbuild/protobuf";
import { nestedTypes } from "@bufbuild/protobuf/reflect";
import { describedSchema, type Endpoint, type Value, valueOfMessage } from "@ts-micro/framework";

/** What a service answers, as its `.proto` files declare it. */
export interface ServiceSchema {
  readonly services: readonly DescService[];
  /** The files that declare the services, and what they import. */
  readonly files: readonly DescFile[];
}

/** The schema of services that a server says it serves. */
export function schemaOf(services: readonly DescService[]): ServiceSchema {
  const files = new Set<DescFile>();
  const add = (file: DescFile): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const imported of file.dependencies) add(imported);
  };
  for (const { file } of services) add(file);
  return { services, files: [...files] };
}

/** @param endpoint `Greeter.Hello` */
export function findMethod({ services }: ServiceSchema, endpoint: string): DescMethod | undefined {
  return services.flatMap((it) => it.methods).find((it) => endpointOf(it) === endpoint);
}

/** `Greeter.Hello` */
export function endpointOf({ parent, name }: DescMethod): string {
  return `${parent.name}.${name}`;
}

/** @param name its full name, or the one by which registries know it: Go's, without the package */
export function findMessage({ files }: ServiceSchema, name: string): DescMessage | undefined {
  const messages = files.flatMap((file) => [...nestedTypes(file)]).filter((it) => it.kind === "message");
  return messages.find((it) => it.typeName === name || shapeOf(it).type === name);
}

/** The message as a registry describes it. */
export function shapeOf(message: DescMessage): Value {
  return valueOfMessage(describedSchema(message));
}

/** The method as a registry describes it. */
export function endpointOfMethod(method: DescMethod): Endpoint {
  const stream = String(method.methodKind !== "unary");
  const { input, output } = method;
  return {
    name: endpointOf(method),
    request: shapeOf(input),
    response: shapeOf(output),
    metadata: { stream },
  };
}
