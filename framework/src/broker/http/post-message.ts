import { type Agent, type ClientRequest, request } from "node:http";
import { request as requestTls, type Agent as TlsAgent } from "node:https";
import { longestTimerMs } from "../../async/time-limit.js";
import type { Node } from "../../registry/registry.js";

/** How one attempt to deliver a message ended, when it failed. */
export class PostError extends Error {
  /** The subscriber cannot have seen the message, or may be sent it again. */
  readonly isRepeatable: boolean;

  constructor(message: string, isRepeatable: boolean) {
    super(message);
    this.isRepeatable = isRepeatable;
  }
}

export interface PostOptions {
  readonly agent: Agent;
  readonly tlsAgent: TlsAgent;
  /** How long to wait for the answer, which comes when the handler is done. */
  readonly timeoutMs: number;
}

/** Posts a message to one subscriber. @throws {PostError} when it did not answer 200 */
export function postMessage(node: Node, envelope: Buffer, options: PostOptions): Promise<void> {
  const { agent, tlsAgent, timeoutMs } = options;
  const target = {
    method: "POST",
    host: node.address,
    port: node.port,
    path: `/_sub?id=${encodeURIComponent(node.id)}`,
    headers: { "Content-Type": "application/json", "Content-Length": envelope.length },
    ...(timeoutMs <= longestTimerMs && { timeout: timeoutMs }),
  };
  return new Promise((resolve, reject) => {
    const isSecure = node.metadata.secure === "true";
    const post: ClientRequest = isSecure
      ? requestTls({ ...target, agent: tlsAgent })
      : request({ ...target, agent });
    post.on("timeout", () => post.destroy(new PostError(`no answer in ${timeoutMs} ms`, false)));
    post.on("error", (error: NodeJS.ErrnoException) => {
      reject(error instanceof PostError ? error : new PostError(error.message, true));
    });
    post.on("response", (response) => {
      response.resume();
      response.on("error", () => {});
      const refusal = response.headers["micro-error"];
      if (refusal !== undefined) reject(new PostError(`answered ${refusal}`, true));
      else if (response.statusCode === 200) resolve();
      else reject(new PostError(`answered ${response.statusCode}`, false));
    });
    post.end(envelope);
  });
}
