import { withoutProto } from "./module-paths.js";

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

/** `HelloRequest` makes `HelloRequestSchema`. */
export function schemaName(message: string): string {
  return `${message}Schema`;
}

/** `greeter/v1/greeter.proto` makes `file_greeter_v1_greeter`, in a name that is free of clashes in an index. */
export function descriptorName(protoFile: string): string {
  return `file_${withoutProto(protoFile).replace(/\W+/g, "_")}`;
}
