import type { MessageInit } from "../schema/message-schema.js";
import type {
  BidiStreaming,
  ClientStreaming,
  MethodDefinition,
  ServerStreaming,
  ServiceDefinition,
  Unary,
} from "../schema/service-definition.js";
import { overrideCallOptions } from "./call-settings.js";
import type { BidiStream, CallOptions, Client, ServerStream, StreamInput } from "./client.js";
import { callWithStream, sendInBackground } from "./send-stream.js";

/** What a typed client is made with: the service it calls, and what each of its calls begins with. */
export interface ClientOptions extends CallOptions {
  /** The registered name of the service: `greeter`. */
  readonly service: string;
}

/** The function that calls a method. */
export type ClientMethod<M> =
  M extends Unary<infer I, infer O>
    ? (request: MessageInit<I>, options?: CallOptions) => Promise<O>
    : M extends ServerStreaming<infer I, infer O>
      ? (request: MessageInit<I>, options?: CallOptions) => ServerStream<O>
      : M extends ClientStreaming<infer I, infer O>
        ? (requests: StreamInput<MessageInit<I>>, options?: CallOptions) => Promise<O>
        : M extends BidiStreaming<infer I, infer O>
          ? (requests?: StreamInput<MessageInit<I>>, options?: CallOptions) => BidiStream<MessageInit<I>, O>
          : never;

/** One function per method of a definition. */
export type ClientOf<M> = { readonly [K in keyof M]: ClientMethod<M[K]> };

/**
 * Makes the typed client of a service: an object with one function per method, and nothing else.
 *
 * Generated code calls it: `createGreeterClient(service.client, { service: "greeter" })`.
 */
export function createClient<M extends object>(
  definition: ServiceDefinition<M>,
  client: Client,
  options: ClientOptions,
): ClientOf<M> {
  const { service, ...defaults } = options;
  if (typeof service !== "string" || service === "") {
    throw new TypeError(`Expected the option \`service\` to be the name of a service, got \`${service}\``);
  }
  const methods = Object.entries<AnyMethod>(definition.methods as Record<string, AnyMethod>).map(
    ([name, method]) => [name, createMethod(client, { service, method }, defaults)] as const,
  );
  return Object.fromEntries(methods) as ClientOf<M>;
}

type AnyMethod = MethodDefinition<unknown, unknown>;
type Input = MessageInit<unknown>;
type Inputs = StreamInput<Input>;

interface AnyRequest {
  readonly service: string;
  readonly method: AnyMethod;
}

function createMethod(client: Client, request: AnyRequest, defaults: CallOptions): unknown {
  const hasDefaults = Object.keys(defaults).length > 0;
  // How long a service may take for an answer says nothing of how long a stream of it lasts.
  const { timeoutMs: _, ...streamDefaults } = defaults;
  const callOptions = (options?: CallOptions): CallOptions | undefined => {
    if (!hasDefaults) return options;
    return options === undefined ? defaults : overrideCallOptions(defaults, options);
  };
  const openStream = (options: CallOptions = {}): BidiStream<Input, unknown> =>
    client.stream(request, overrideCallOptions(streamDefaults, options));

  switch (request.method.kind) {
    case "unary":
      return (message: Input, options?: CallOptions) => client.call(request, message, callOptions(options));
    case "server_streaming":
      return (message: Input, options?: CallOptions) => {
        const stream = openStream(options);
        void sendInBackground(stream, [message]);
        return stream;
      };
    case "client_streaming":
      return (messages: Inputs, options?: CallOptions) => callWithStream(openStream(options), messages);
    case "bidi_streaming":
      return (messages?: Inputs, options?: CallOptions) => {
        const stream = openStream(options);
        if (messages !== undefined) void sendInBackground(stream, messages);
        return stream;
      };
  }
}
