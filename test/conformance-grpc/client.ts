/*
 * The client under test: for each request that the runner describes it makes a call, and reports what came of it.
 */
import { readMessages, writeMessage } from "./delimited-messages.js";
import { ClientCompatRequest, ClientCompatResponse } from "./gen/connectrpc/conformance/v1/client_compat.js";
import { runCall } from "./run-call.js";

const maxInFlight = 16;
const inFlight = new Set<Promise<void>>();

for await (const message of readMessages(process.stdin)) {
  const run = report(ClientCompatRequest.decode(message)).finally(() => inFlight.delete(run));
  inFlight.add(run);
  if (inFlight.size >= maxInFlight) await Promise.race(inFlight);
}
await Promise.all(inFlight);
process.exit();

async function report(request: ClientCompatRequest): Promise<void> {
  const result = await runCall(request).then(
    (value) => ({ $case: "response" as const, value }),
    (error: unknown) => ({ $case: "error" as const, value: { message: String(error) } }),
  );
  writeMessage(process.stdout, ClientCompatResponse.encode({ testName: request.testName, result }).finish());
}
