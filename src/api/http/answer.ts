import type { ServerResponse } from "node:http";
import type { MicroError } from "@ts-micro/framework";

/** Answers with JSON. */
export function answerJson(response: ServerResponse, json: string, status = 200): void {
  const body = Buffer.from(json);
  response.writeHead(status, { "content-type": "application/json", "content-length": body.length });
  response.end(body);
}

/** Answers with headers alone. */
export function answerNothing(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  response.writeHead(204, headers).end();
}

/** Answers with an error, as its code says. */
export function answerError(
  response: ServerResponse,
  error: MicroError,
  headers: Readonly<Record<string, string>> = {},
): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  answerJson(response, JSON.stringify(error), error.code);
}

/**
 * Answers with a line for each message: `{"result":{...}}`, and `{"error":{...}}` for what the stream ends with when it does
 * not end well. That is how grpc-gateway has it. What fails before the first message is thrown, and can have a status.
 */
export async function answerLines(
  response: ServerResponse,
  messages: AsyncIterable<string>,
  toError: (thrown: unknown) => MicroError,
): Promise<void> {
  const begin = (): void => {
    if (!response.headersSent) response.writeHead(200, { "content-type": "application/x-ndjson" });
  };
  try {
    for await (const message of messages) {
      begin();
      if (!response.write(`{"result":${message}}\n`)) await drained(response);
    }
    begin();
  } catch (error) {
    if (!response.headersSent || response.destroyed) throw error;
    response.write(`{"error":${JSON.stringify(toError(error))}}\n`);
  }
  response.end();
}

/** Resolves when there is room for more, or nobody left to read it. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      response.off("drain", settle);
      response.off("close", settle);
      resolve();
    };
    response.on("drain", settle);
    response.on("close", settle);
  });
}
