import { connect } from "node:http2";
import type { Service } from "@ts-micro/framework";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startGreeter } from "./greeter-service.js";

let service: Service;
beforeAll(async () => {
  service = await startGreeter();
});
afterAll(() => service.close());

it("a server stream begins at its request, since clients of Go Micro never end their side", async () => {
  const session = connect(`http://${service.server.address}`);
  const stream = session.request({
    ":method": "POST",
    ":path": "/greeter.v1.Greeter/Watch",
    "content-type": "application/grpc",
    te: "trailers",
  });
  const status = new Promise((resolve) => stream.once("trailers", (it) => resolve(it["grpc-status"])));
  const closed = new Promise((resolve) => stream.once("close", resolve));
  let received = Buffer.alloc(0);
  stream.on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
  });
  stream.write(Buffer.from([0, 0, 0, 0, 3, 10, 1, 120]));
  expect(await status).toBe("0");
  expect(received.toString().match(/x \d/g)).toEqual(["x 0", "x 1", "x 2"]);
  await closed;
  session.close();
});
