import type { DescMessage, DescMethod } from "@bufbuild/protobuf";
import {
  describedSchema,
  type Endpoint,
  goJsonCodec,
  MicroError,
  proto3JsonCodec,
  type Value,
} from "@ts-micro/framework";
import type { CommandContext } from "../command.js";
import { isStream } from "../endpoint-kind.js";
import { CommandError } from "../failure.js";
import { readProtoSchema } from "../schema/proto-schema.js";
import { jsonOfProtobuf, protobufOfJson } from "../schema/protobuf-json.js";
import { reflectSchema, reflectSchemaIfKnown } from "../schema/reflected-schema.js";
import { endpointOf, findMethod, type ServiceSchema, shapeOf } from "../schema/service-schema.js";
import { choices } from "../suggestion.js";
import type { CallFlags } from "./call-flags.js";
import { checkDescribed } from "./check-described.js";
import { checkFields } from "./check-fields.js";
import type { TypedRequest } from "./read-request.js";

/** How the messages of a call are written on the wire. On the command line they are JSON. */
export interface MessageFormat {
  readonly contentType: string;
  /** @throws {CommandError} for JSON that is no such message */
  encode(request: TypedRequest): Uint8Array;
  /** @returns JSON */
  decode(reply: Uint8Array): string;
}

/** What is called, and what the registry knows of it. */
export interface CallTarget {
  readonly service: string;
  readonly endpoint: string;
  readonly known: Endpoint | undefined;
  /** The request, where it is known before the call. */
  readonly request?: unknown;
}

/**
 * The format that the flags ask for.
 *
 * @throws {CommandError} where it takes a schema, and nobody has one
 */
export async function messageFormat(
  target: CallTarget,
  flags: CallFlags,
  context: CommandContext,
): Promise<MessageFormat> {
  const { codec, proto, protocol } = flags;
  if (codec === "protobuf") {
    const method = await describedMethod(target, flags, context);
    // As the service itself writes JSON on that wire.
    return protobufFormat(method, protocol === "grpc" ? proto3JsonCodec : goJsonCodec);
  }
  if (proto !== undefined)
    return jsonFormat({ input: (await describedMethod(target, flags, context)).input });
  const input = await describedRequest(target, flags, context);
  const { known } = target;
  // A registry knows the messages of unary calls; of streams only the service itself does.
  const registered = known && !isStream(known) ? known.request : null;
  return jsonFormat({ input, ...(registered !== null && registered !== undefined && { shape: registered }) });
}

/** What is known of a request: its descriptor, or what the registry says. */
interface KnownRequest {
  readonly shape?: Value | undefined;
  readonly input: DescMessage | undefined;
}

function jsonFormat({ input, shape = input && shapeOf(input) }: KnownRequest): MessageFormat {
  return {
    contentType: "application/json",
    encode({ text, value }) {
      if (shape !== undefined) checkFields(shape, value);
      if (input !== undefined) checkDescribed(input, value);
      return new TextEncoder().encode(text);
    },
    decode: (reply) => new TextDecoder().decode(reply),
  };
}

function protobufFormat(method: DescMethod, dialect: typeof goJsonCodec): MessageFormat {
  const [input, output] = [describedSchema(method.input), describedSchema(method.output)];
  const shape = shapeOf(method.input);
  return {
    contentType: "application/protobuf",
    encode({ text, value }) {
      checkFields(shape, value);
      checkDescribed(method.input, value);
      return protobufOfJson(input, text);
    },
    decode: (reply) => jsonOfProtobuf(output, reply, dialect),
  };
}

/** The method as a `.proto` file declares it: the user's, or that of the service. */
async function describedMethod(
  { service, endpoint }: CallTarget,
  { proto, address, protocol }: CallFlags,
  context: CommandContext,
): Promise<DescMethod> {
  const schema =
    proto === undefined
      ? await describedByItself({ service, address, protocol }, context)
      : await readProtoSchema(proto, context);
  const method = findMethod(schema, endpoint);
  if (method !== undefined) return method;
  const known = schema.services.flatMap((it) => it.methods.map(endpointOf));
  throw new CommandError(`${proto ?? service} declares no endpoint "${endpoint}"${choices(endpoint, known)}`);
}

async function describedByItself(
  server: Parameters<typeof reflectSchema>[0],
  context: CommandContext,
): Promise<ServiceSchema> {
  try {
    return await reflectSchema(server, context);
  } catch (error) {
    if (!(error instanceof MicroError)) throw error;
    throw new CommandError(
      `${server.service} does not describe its messages (${error.detail}); give its contract: --proto FILE`,
    );
  }
}

/**
 * The descriptor of a request, where it tells more than the registry: of streams, of what is called by its address, and
 * of a request that may have two members of a oneof.
 */
async function describedRequest(
  { service, endpoint, known, request }: CallTarget,
  { address, protocol, timeout }: CallFlags,
  context: CommandContext,
): Promise<DescMessage | undefined> {
  if (known === undefined || !(isStream(known) || address !== undefined || hasTwoMembers(request)))
    return undefined;
  const schema = await reflectSchemaIfKnown({ service, address, protocol, timeoutMs: timeout }, context);
  return schema && findMethod(schema, endpoint)?.input;
}

function hasTwoMembers(json: unknown): boolean {
  if (typeof json !== "object" || json === null) return false;
  const members = Object.values(json);
  return (!Array.isArray(json) && members.length > 1) || members.some(hasTwoMembers);
}
