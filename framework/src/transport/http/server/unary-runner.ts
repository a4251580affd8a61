import { MicroError } from "../../../errors/micro-error.js";
import type { CallAcceptor } from "../../transport.js";
import type { ReplyWriter } from "./reply-writer.js";
import type { ServerCall } from "./server-call.js";

/** Runs the unary calls of a connection, and writes what they are answered with. */
export class UnaryRunner {
  readonly #acceptor: CallAcceptor;
  readonly #replies: ReplyWriter;
  readonly #onAnswered: (call: ServerCall) => void;

  constructor(acceptor: CallAcceptor, replies: ReplyWriter, onAnswered: (call: ServerCall) => void) {
    this.#acceptor = acceptor;
    this.#replies = replies;
    this.#onAnswered = onAnswered;
  }

  run(call: ServerCall, body: Uint8Array): void {
    try {
      const answer = this.#acceptor.unary(call, body);
      if (answer instanceof Promise) this.#replyLater(call, answer);
      else this.#reply(call, answer);
    } catch (error) {
      this.#fail(call, error);
    }
  }

  #replyLater(call: ServerCall, answer: Promise<Uint8Array>): void {
    answer.then((body) => this.#reply(call, body)).catch((error: unknown) => this.#fail(call, error));
  }

  #reply(call: ServerCall, body: Uint8Array): void {
    this.#replies.reply(call, body);
    this.#end(call);
  }

  #fail(call: ServerCall, error: unknown): void {
    this.#replies.fail(call, MicroError.from(error, "go.micro.server"));
    this.#end(call);
  }

  #end(call: ServerCall): void {
    call.finish();
    this.#onAnswered(call);
  }
}
