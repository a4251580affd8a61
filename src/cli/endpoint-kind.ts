/*
 * What registries say of an endpoint in its metadata.
 */
import type { Endpoint } from "@ts-micro/framework";

/** Whether messages stream, one way or both. */
export function isStream({ metadata }: Endpoint): boolean {
  return metadata.stream === "true";
}

/** Whether it receives the messages of a topic, and cannot be called. */
export function isSubscriber({ metadata }: Endpoint): boolean {
  return metadata.subscriber === "true";
}
