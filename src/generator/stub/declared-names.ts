import { withoutProto } from "./module-paths.js";
import type { GoAliases } from "./stub-model.js";

/** What the pieces of a service are called. */
export interface ServiceNames {
  readonly client: string;
  readonly handler: string;
  readonly definition: string;
  readonly create: string;
  readonly register: string;
}

/** `Greeter` makes `GreeterClient`, `createGreeterClient` ... */
export function serviceNames(service: string): ServiceNames {
  return {
    client: `${service}Client`,
    handler: `${service}Handler`,
    definition: `${service}Definition`,
    create: `create${service}Client`,
    register: `register${service}Handler`,
  };
}

/** Go Micro's names for the client of a service: `GreeterService`, whether or not it is called so already. */
export function goAliases(service: string, services: readonly string[]): GoAliases {
  const short = service.replace(/Service$/, "");
  const name = services.includes(short) && short !== service ? service : short;
  return { client: `${name}Service`, create: `new${name}Service` };
}

/** `HelloRequest` makes `HelloRequestSchema`. */
export function schemaName(message: string): string {
  return `${message}Schema`;
}

/** `greeter/v1/greeter.proto` makes `file_greeter_v1_greeter`, in a name that is free of clashes in an index. */
export function descriptorName(protoFile: string): string {
  return `file_${withoutProto(protoFile).replace(/\W+/g, "_")}`;
}
