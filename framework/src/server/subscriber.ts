import type { Broker, BrokerMessage, Subscription } from "../broker/broker.js";
import type { Codec } from "../codec/codec.js";
import { badRequest } from "../errors/errors.js";
import type { Logger } from "../logger/logger.js";
import type { MessageSchema } from "../schema/message-schema.js";
import type { SubscriberFunction } from "./handler.js";
import { MessageContext } from "./message-context.js";
import type { SubscribeOptions } from "./server.js";

/** A topic that a server listens to, with the function that gets its messages, wrappers and all. */
export interface Subscriber {
  readonly topic: string;
  readonly schema: MessageSchema<unknown>;
  readonly receive: SubscriberFunction<unknown>;
  readonly options: SubscribeOptions;
}

export interface SubscriberEnvironment {
  /** The name of the service. */
  readonly service: string;
  readonly broker: Broker;
  readonly logger: Logger;
  /** Finds the codec of a content type. */
  readonly codec: (contentType: string) => Codec | undefined;
}

/** Subscribes at the broker. What a subscriber throws is logged. */
export function listenToTopic(
  { topic, schema, receive, options }: Subscriber,
  { service, broker, logger, codec }: SubscriberEnvironment,
): Promise<Subscription> {
  const handle = ({ header, body }: BrokerMessage) => {
    const contentType = contentTypeOf(header.get("Content-Type"));
    const known = codec(contentType);
    if (known === undefined) throw badRequest(service, `nothing here reads ${contentType}`);
    const message = known.decode(schema, withoutGrpcFrame(body));
    return receive(message, new MessageContext(service, topic, header));
  };
  const onError = (error: unknown) =>
    logger.error(`A subscriber of ${topic} failed`, { service, topic, error });
  return broker.subscribe(topic, handle, {
    onError,
    ...(options.queue !== undefined && { queue: options.queue }),
  });
}

/** Go Micro's gRPC clients publish bare protobuf under the names of other encodings. */
function contentTypeOf(contentType = ""): string {
  const [bare = ""] = contentType.split(";", 1);
  if (bare === "application/grpc+json") return "application/json";
  if (bare === "" || bare === "application/octet-stream" || bare.startsWith("application/grpc")) {
    return "application/protobuf";
  }
  return bare.trim();
}

/** A gRPC frame is a zero, four bytes of length, and the message. No protobuf message begins with a zero. */
function withoutGrpcFrame(body: Uint8Array): Uint8Array {
  if (body.length < 5 || body[0] !== 0) return body;
  const length = new DataView(body.buffer, body.byteOffset).getUint32(1);
  return length === body.length - 5 ? body.subarray(5) : body;
}
