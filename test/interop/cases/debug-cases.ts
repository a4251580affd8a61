import assert from "node:assert/strict";
import { DebugDefinition, type ServiceRecord } from "@ts-micro/framework";
import type { Explorer } from "../explorer.js";
import { GreeterDefinition } from "../gen/interop.micro.js";
import type { InteropCase } from "../interop-case.js";
import type { Pair } from "./pair.js";

const { hello, fail } = GreeterDefinition.methods;
const { health, stats } = DebugDefinition.methods;

/** What is said of a service by itself, and by the envelopes that Go Micro writes to an address. */
export function debugCases({ caller, peer }: Pair, explorer: Explorer): InteropCase[] {
  const { service } = peer;
  const addressOf = async (): Promise<string> => {
    const [record] = await explorer.get(service);
    return address(record);
  };
  return [
    ...["application/protobuf", "application/json"].flatMap((contentType): InteropCase[] => [
      {
        name: `Debug.Health and Debug.Stats as ${contentType}`,
        async run() {
          assert.deepEqual(await caller.call({ service, method: health, contentType }, {}), { status: "ok" });
          const said = await caller.call({ service, method: stats, contentType }, {});
          assert.ok(said.started > 1_700_000_000n, `started ${said.started}`);
          assert.ok(said.memory > 0n, `memory ${said.memory}`);
        },
      },
      {
        name: `Debug.Health and Debug.Stats at an address, in the envelope of ${contentType}`,
        async run() {
          const call = { service, contentType, address: await addressOf() };
          assert.deepEqual(await caller.call({ ...call, method: health }, {}), { status: "ok" });
          assert.ok((await caller.call({ ...call, method: stats }, {})).memory > 0n);
        },
      },
      {
        name: `calls and errors at an address, in the envelope of ${contentType}`,
        async run() {
          const call = { service, contentType, address: await addressOf() };
          for (let i = 0; i < 2; i++) {
            const reply = await caller.call({ ...call, method: hello }, { name: "John" });
            assert.deepEqual(reply, { msg: "Hello John" });
            const failing = caller.call({ ...call, method: fail }, { kind: "notfound" });
            await assert.rejects(failing, { code: 404, detail: "thing 42 not found" });
          }
        },
      },
    ]),
  ];
}

function address(record: ServiceRecord | undefined): string {
  const node = record?.nodes[0];
  return `${node?.address}:${node?.port}`;
}
