import { Agent, request } from "node:http";
import type { Service } from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startGreeter } from "./greeter-service.js";
import { mucpRequest, plainRequest, RawHttp } from "./raw-http.js";

let service: Service;
beforeAll(async () => {
  service = await startGreeter();
});
afterAll(() => service.close());

/** What the answers on a connection are: in `Micro-Id` when Go Micro's wire gave it, and the message. */
function answersIn(received: string): string[] {
  return received
    .split("HTTP/1.1 200 OK\r\n")
    .slice(1)
    .map((it) => `${/\nmicro-id: 7\r/i.test(it) ? "mucp" : "plain"} ${it.split("\r\n\r\n")[1]?.trim()}`);
}

const plain = (name: string) => `plain {"message":"Hello ${name}"}`;
const mucp = (name: string) => `mucp {"message":"Hello ${name}"}`;

describe("one connection of HTTP/1.1", () => {
  it("carries plain requests and Go Micro's, each after the answer to the last", async () => {
    const raw = await RawHttp.open(service.server.address);
    const kinds = [plainRequest, mucpRequest, mucpRequest, plainRequest, mucpRequest, plainRequest];
    for (const [at, kind] of kinds.entries()) await raw.send(kind(`${at}.`)).has(`Hello ${at}.`);
    expect(answersIn(raw.received)).toEqual([
      plain("0."),
      mucp("1."),
      mucp("2."),
      plain("3."),
      mucp("4."),
      plain("5."),
    ]);
    raw.socket.destroy();
  });

  it("carries both when they come at once, and answers in order", async () => {
    const raw = await RawHttp.open(service.server.address);
    raw.send(
      mucpRequest("a") + plainRequest("b") + plainRequest("c") + mucpRequest("d") + plainRequest("e."),
    );
    await raw.has("Hello e.");
    expect(answersIn(raw.received)).toEqual([mucp("a"), plain("b"), plain("c"), mucp("d"), plain("e.")]);
    raw.socket.destroy();
  });

  it("carries both byte by byte", async () => {
    const raw = await RawHttp.open(service.server.address);
    for (const byte of mucpRequest("a") + plainRequest("b") + mucpRequest("c.")) {
      raw.send(byte);
      await new Promise(setImmediate);
    }
    await raw.has("Hello c.");
    expect(answersIn(raw.received)).toEqual([mucp("a"), plain("b"), mucp("c.")]);
    raw.socket.destroy();
  });

  it("tells Go Micro's messages by their fields, whatever path they go to", async () => {
    const raw = await RawHttp.open(service.server.address);
    raw.send(mucpRequest("a") + mucpRequest("b", { path: "/greeter.v1.Greeter/Hello" }) + plainRequest("c."));
    await raw.has("Hello c.");
    expect(answersIn(raw.received)).toEqual([mucp("a"), mucp("b"), plain("c.")]);
    raw.socket.destroy();
  });

  it("carries both from a pool, again and again", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<unknown>();
    const warnings: Error[] = [];
    const warn = (it: Error) => warnings.push(it);
    process.on("warning", warn);
    const call = (path: string, headers: Record<string, string>): Promise<string> =>
      new Promise((resolve, reject) => {
        const [host, port] = (service.server.address ?? "").split(":");
        const outgoing = request({ agent, host, port, path, method: "POST", headers }, async (response) => {
          sockets.add(response.socket);
          let text = "";
          for await (const chunk of response) text += chunk;
          resolve(text.trim());
        });
        outgoing.on("error", reject).end('{"name":"you"}');
      });
    const type = { "content-type": "application/json" };
    for (let at = 0; at < 40; at += 1) {
      const sent =
        at % 2 === 0
          ? call("/greeter.v1.Greeter/Hello", type)
          : call("/", {
              ...type,
              "micro-endpoint": "Greeter.Hello",
              "micro-id": "7",
              "micro-service": "greeter",
            });
      expect(await sent).toBe('{"message":"Hello you"}');
    }
    expect(sockets.size).toBe(1);
    process.off("warning", warn);
    expect(warnings).toEqual([]);
    agent.destroy();
  });
});
