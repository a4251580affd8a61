import type { MessageInit, MessageSchema } from "../schema/message-schema.js";
import type { Client, PublishOptions } from "./client.js";

/** Publishes the messages of one topic. */
export interface Publisher<T> {
  publish(message: MessageInit<T>, options?: PublishOptions): Promise<void>;
}

/** Makes the publisher of a topic. */
export function createPublisher<T>(topic: string, schema: MessageSchema<T>, client: Client): Publisher<T> {
  return {
    publish: (message, options) => client.publish({ topic, schema, message }, options),
  };
}
