import type { DescMethod } from "@bufbuild/protobuf";
import {
  type Endpoint,
  goJsonCodec,
  MicroError,
  proto3JsonCodec,
  type Value,
  valueOfMessage,
} from "@ts-micro/framework";
import type { CommandContext } from "../command.js";
import { isStream } from "../endpoint-kind.js";
import { CommandError } from "../failure.js";
import { readProtoSchema } from "../schema/proto-schema.js";
import { jsonOfProtobuf, protobufOfJson } from "../schema/protobuf-json.js";
import { reflectSchema, reflectSchemaIfKnown } from "../schema/reflected-schema.js";
import { bodySchema, endpointOf, findMethod, type ServiceSchema, shapeOf } from "../schema/service-schema.js";
import { choices } from "../suggestion.js";
import type { CallFlags } from "./call-flags.js";
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
  if (proto !== undefined) return jsonFormat(shapeOf((await describedMethod(target, flags, context)).input));
  return jsonFormat(await knownRequest(target, flags, context));
}

function jsonFormat(request: Value | undefined): MessageFormat {
  return {
    contentType: "application/json",
    encode({ text, value }) {
      if (request !== undefined) checkFields(request, value);
      return new TextEncoder().encode(text);
    },
    decode: (reply) => new TextDecoder().decode(reply),
  };
}

function protobufFormat(method: DescMethod, dialect: typeof goJsonCodec): MessageFormat {
  const [input, output] = [bodySchema(method.input), bodySchema(method.output)];
  const request = valueOfMessage(input);
  return {
    contentType: "application/protobuf",
    encode({ text, value }) {
      checkFields(request, value);
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

/** A registry knows the messages of unary calls; of streams only the service itself does. */
async function knownRequest(
  { service, endpoint, known }: CallTarget,
  { address, protocol }: CallFlags,
  context: CommandContext,
): Promise<Value | undefined> {
  if (known === undefined || !isStream(known)) return known?.request ?? undefined;
  const schema = await reflectSchemaIfKnown({ service, address, protocol }, context);
  const method = schema && findMethod(schema, endpoint);
  return method && shapeOf(method.input);
}
