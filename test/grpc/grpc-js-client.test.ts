import { type ServiceError, status } from "@grpc/grpc-js";
import type { Service } from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HelloResponse } from "../../framework/test/gen/greeter.js";
import { startGreeter } from "./greeter-service.js";
import { createGrpcJsClient, metadataOf } from "./grpc-js-peer.js";

/** What of grpc-js's untyped client is used here. */
interface Caller {
  hello(request: object, metadata: object, options: object, callback: Callback): Call;
  collect(metadata: object, callback: Callback): Call;
  watch(request: object): Call & AsyncIterable<HelloResponse>;
  chat(): Call & AsyncIterable<HelloResponse>;
  close(): void;
}
interface Call {
  on(event: string, listener: (value: never) => void): this;
  write(message: object): void;
  end(): void;
  cancel(): void;
}
type Callback = (error: ServiceError | null, reply?: HelloResponse) => void;

let service: Service;
let client: Caller;
beforeAll(async () => {
  service = await startGreeter();
  client = createGrpcJsClient(service.server.address ?? "") as unknown as Caller;
});
afterAll(async () => {
  client.close();
  await service.close();
});

describe("grpc-js calls our server", () => {
  it("makes unary calls, with metadata both ways", async () => {
    let trailer: { get(key: string): unknown[] } | undefined;
    const reply = await new Promise((resolve, reject) => {
      const call = client.hello({ name: "John" }, metadataOf({ "x-mark": "!" }), {}, (error, value) =>
        error ? reject(error) : resolve(value),
      );
      call.on("status", (it: { metadata: typeof trailer }) => {
        trailer = it.metadata;
      });
    });
    expect(reply).toEqual({ message: "Hello John!" });
    await expect.poll(() => trailer?.get("x-last-bin")).toEqual([Buffer.from([1, 2, 3])]);
  });

  it("sees the status of an error, and Micro's error in its message", async () => {
    const error = await failure("nobody");
    expect(error.code).toBe(status.NOT_FOUND);
    expect(JSON.parse(error.details)).toEqual({
      id: "greeter",
      code: 404,
      detail: "nobody is not here: ñ",
      status: "Not Found",
    });
  });

  it("gives up at its deadline", async () => {
    const error = await failure("slow", { deadline: Date.now() + 100 });
    expect(error.code).toBe(status.DEADLINE_EXCEEDED);
  });

  it("reads streams, and the error that ends one", async () => {
    const texts: string[] = [];
    for await (const { message } of client.watch({ name: "n" })) texts.push(message);
    expect(texts).toEqual(["n 0", "n 1", "n 2"]);
    const broken = async () => {
      for await (const { message } of client.watch({ name: "broken" })) texts.push(message);
    };
    await expect(broken()).rejects.toMatchObject({ code: status.NOT_FOUND });
    expect(texts).toHaveLength(6);
  });

  it("sends streams", async () => {
    const reply = await new Promise((resolve, reject) => {
      const call = client.collect(metadataOf({}), (error, value) => (error ? reject(error) : resolve(value)));
      for (const name of ["a", "b", "c"]) call.write({ name });
      call.end();
    });
    expect(reply).toEqual({ message: "a+b+c" });
  });

  it("talks both ways in turns", async () => {
    const call = client.chat();
    const replies = call[Symbol.asyncIterator]();
    for (const name of ["a", "b"]) {
      call.write({ name });
      expect((await replies.next()).value).toEqual({ message: `Hi ${name}` });
    }
    call.end();
    expect((await replies.next()).done).toBe(true);
  });

  it("is told that a method is unknown", async () => {
    const error = await new Promise<ServiceError>((resolve, reject) => {
      const stranger = createGrpcJsClient(service.server.address ?? "");
      const callback = (it: ServiceError | null) => (it ? resolve(it) : reject(new Error("it answered")));
      const asIs = (it: Buffer) => it;
      stranger.makeUnaryRequest("/no.Such/Method", asIs, asIs, Buffer.alloc(0), callback);
    });
    expect(error.code).toBe(status.UNIMPLEMENTED);
  });
});

function failure(name: string, options: object = {}): Promise<ServiceError> {
  return new Promise((resolve, reject) => {
    client.hello({ name }, metadataOf({}), options, (error) =>
      error ? resolve(error) : reject(new Error("it answered")),
    );
  });
}
