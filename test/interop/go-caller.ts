import { createMessage, type MessageInit, type MessageSchema, MicroError } from "@ts-micro/framework";
import type { Call, Caller, Publishing, StreamCall, StreamResult } from "./caller.js";
import type { Event } from "./gen/interop.js";
import { EventSchema } from "./gen/interop.micro.js";
import { GoDriver, type GoResult } from "./go-driver.js";
import type { JsonLine } from "./json-process.js";
import type { Language } from "./peer.js";

/** Go Micro's client, told what to do. Messages cross to it as protobuf in hexadecimal digits. */
export class GoCaller implements Caller {
  readonly language: Language = "Go";
  readonly #driver: GoDriver;

  /** @param flags Go Micro's own */
  constructor(program: string, flags: readonly string[] = []) {
    this.#driver = new GoDriver(program, flags);
  }

  async call<I, O>(call: Call<I, O>, request: MessageInit<I>): Promise<O> {
    const result = await this.#run({
      do: "call",
      ...commandOf(call),
      request: encode(call.method.input, request),
    });
    return decode(call.method.output, result.response ?? "");
  }

  async callOften<I, O>(call: Call<I, O>, request: MessageInit<I>): Promise<void> {
    const digits = encode(call.method.input, request);
    await this.#run({ do: "calls", ...commandOf(call), request: digits, count: 1000, concurrency: 16 });
  }

  async stream<I, O>(call: StreamCall<I, O>): Promise<StreamResult<O>> {
    const messages = call.messages.map((message) => encode(call.method.input, message));
    const result = await this.#driver.run({
      do: "stream",
      ...commandOf(call),
      messages,
      count: call.count ?? 0,
    });
    const { error } = result;
    return {
      messages: (result.messages ?? []).map((digits) => decode(call.method.output, digits)),
      error: error === undefined || error === "EOF" ? undefined : MicroError.parse(error),
    };
  }

  async publish(publishing: Publishing, event: MessageInit<Event>): Promise<void> {
    await this.#run({ do: "publish", ...publishing, request: encode(EventSchema, event) });
  }

  stop(): Promise<void> {
    return this.#driver.stop();
  }

  async #run(command: JsonLine): Promise<GoResult> {
    const result = await this.#driver.run(command);
    if (result.error !== undefined) throw MicroError.parse(result.error);
    return result;
  }
}

function commandOf<I, O>({
  service,
  method,
  contentType,
  metadata,
  timeoutMs,
  address,
}: Call<I, O>): JsonLine {
  return { service, endpoint: method.endpoint, contentType, metadata, timeoutMs, address };
}

function encode<T>(schema: MessageSchema<T>, message: MessageInit<T>): string {
  return Buffer.from(schema.codec.encode(createMessage(schema, message)).finish()).toString("hex");
}

function decode<T>(schema: MessageSchema<T>, digits: string): T {
  return schema.codec.decode(Buffer.from(digits, "hex"));
}
