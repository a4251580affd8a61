import assert from "node:assert/strict";
import type { RunningGateway } from "../gateway.js";
import type { InteropCase } from "../interop-case.js";
import type { Peer } from "../peer.js";

/** What an HTTP client gets of a service through the API gateway, in whichever language it is written. */
export function gatewayCases(gateway: RunningGateway, peer: Peer): readonly InteropCase[] {
  const path = `/${peer.service.replaceAll(".", "/")}/greeter`;
  const rpc = (endpoint: string, request: string): Promise<{ status: number; text: string }> =>
    gateway.ask("POST /rpc", `{"service":"${peer.service}","endpoint":"${endpoint}","request":${request}}`);
  const json = async (asked: Promise<{ status: number; text: string }>): Promise<unknown> => {
    const { status, text } = await asked;
    assert.equal(status, 200, text);
    return JSON.parse(text);
  };
  return [
    {
      name: "answers a path",
      run: async () => {
        const asked = gateway.ask(`POST ${path}/hello`, '{"name":"John"}');
        assert.deepEqual(await json(asked), { msg: "Hello John" });
      },
    },
    {
      name: "answers a path with a query",
      run: async () => {
        const asked = gateway.ask(`GET ${path}/echo?text=7&small=8&flag=true`);
        assert.deepEqual(await json(asked), { text: "7", small: 8, flag: true });
      },
    },
    {
      name: "answers /rpc",
      run: async () =>
        assert.deepEqual(await json(rpc("Greeter.Hello", '{"name":"John"}')), { msg: "Hello John" }),
    },
    {
      name: "gives an error the status of its code",
      run: async () => {
        const { status, text } = await rpc("Greeter.Fail", '{"kind":"notfound"}');
        assert.equal(status, 404, text);
        assert.equal(JSON.parse(text).code, 404);
      },
    },
    {
      name: "gives an error that is only text status 500",
      run: async () => assert.equal((await rpc("Greeter.Fail", '{"kind":"plain"}')).status, 500),
    },
    {
      name: "answers a stream with a line for each message",
      run: async () => {
        const { status, text } = await gateway.ask(`POST ${path}/count`, '{"count":3}');
        assert.equal(status, 200, text);
        assert.equal(text.split("\n").length, 3, text);
        for (const line of text.split("\n")) assert.ok("result" in JSON.parse(line), text);
      },
    },
    {
      name: "knows which endpoints there are",
      run: async () => assert.equal((await gateway.ask(`GET ${path}/nope`)).status, 404),
    },
  ];
}
