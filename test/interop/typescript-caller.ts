import {
  type CallOptions,
  createService,
  type MessageInit,
  MicroError,
  type Service,
  type ServiceOptions,
  silentLogger,
} from "@ts-micro/framework";
import type { Call, Caller, Publishing, StreamCall, StreamResult } from "./caller.js";
import type { Event } from "./gen/interop.js";
import { EventSchema } from "./gen/interop.micro.js";

/** This framework's client. */
export class TypeScriptCaller implements Caller {
  readonly language = "TypeScript";
  readonly #service: Service;

  constructor(options: Partial<ServiceOptions> = {}) {
    this.#service = createService({
      name: "interop.tsclient",
      logger: silentLogger,
      args: [],
      env: {},
      ...options,
    });
  }

  call<I, O>(call: Call<I, O>, request: MessageInit<I>): Promise<O> {
    return this.#service.client.call(call, request, optionsOf(call));
  }

  async callOften<I, O>(call: Call<I, O>, request: MessageInit<I>): Promise<void> {
    const work = async (): Promise<void> => {
      for (let i = 0; i < 1000 / 16; i++) await this.call(call, request);
    };
    await Promise.all(Array.from({ length: 16 }, work));
  }

  async stream<I, O>(call: StreamCall<I, O>): Promise<StreamResult<O>> {
    const stream = this.#service.client.stream(call, optionsOf(call));
    const messages: O[] = [];
    try {
      for (const message of call.messages) await stream.send(message);
      for await (const message of stream) {
        messages.push(message);
        if (messages.length === call.count) break;
      }
      return { messages, error: undefined };
    } catch (error) {
      return { messages, error: MicroError.from(error, "interop") };
    } finally {
      stream.close();
    }
  }

  async publish({ topic, ...options }: Publishing, event: MessageInit<Event>): Promise<void> {
    await this.#service.client.publish({ topic, schema: EventSchema, message: event }, options);
  }

  stop(): Promise<void> {
    return this.#service.close();
  }
}

function optionsOf<I, O>({ contentType, metadata, timeoutMs, address }: Call<I, O>): CallOptions {
  return {
    ...(contentType !== undefined && { contentType }),
    ...(metadata !== undefined && { metadata }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(address !== undefined && { address }),
  };
}
