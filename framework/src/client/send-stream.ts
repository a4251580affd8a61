import { internalServerError } from "../errors/errors.js";
import type { BidiStream, StreamInput } from "./client.js";
import { clientId } from "./within.js";

/**
 * Sends messages while the caller reads, then closes that direction.
 *
 * What the source of the messages throws ends the stream, and is thrown where the stream is iterated. When the
 * stream ends first, the source is left: iterating says why.
 */
export async function sendInBackground<I>(
  stream: BidiStream<I, unknown>,
  messages: StreamInput<I>,
): Promise<void> {
  try {
    for await (const message of messages) {
      if (!(await settles(stream.send(message)))) return;
    }
  } catch (reason) {
    stream.close(reason);
  }
  await settles(stream.closeSend());
}

async function settles(sent: Promise<void>): Promise<boolean> {
  return sent.then(
    () => true,
    () => false,
  );
}

/** Sends every message, and gives the one reply. */
export async function callWithStream<I, O>(stream: BidiStream<I, O>, messages: StreamInput<I>): Promise<O> {
  void sendInBackground(stream, messages);
  let reply: { readonly message: O } | undefined;
  for await (const message of stream) {
    if (reply !== undefined) throw internalServerError(clientId, "a client stream was answered twice");
    reply = { message };
  }
  if (reply === undefined) throw internalServerError(clientId, "a client stream ended without an answer");
  return reply.message;
}
