import type { CallOptions, Client } from "@ts-micro/framework";
import type { PlannedCall } from "./planned-call.js";

/** Makes a call that has one reply. @returns its JSON */
export async function makeCall(client: Client, call: PlannedCall, options: CallOptions): Promise<string> {
  const { service, method, message } = call;
  return call.toJson(await client.call({ service, method }, message, { ...call.options, ...options }));
}

/** Makes a call whose replies stream. @returns the JSON of each */
export async function* makeStreamingCall(
  client: Client,
  call: PlannedCall,
  options: CallOptions,
): AsyncIterable<string> {
  const { service, method, message } = call;
  const stream = client.stream({ service, method }, { ...call.options, ...options });
  // What keeps a request from being sent is thrown where the replies are read.
  void stream
    .send(message)
    .then(() => stream.closeSend())
    .catch(() => {});
  for await (const reply of stream) yield call.toJson(reply);
}
