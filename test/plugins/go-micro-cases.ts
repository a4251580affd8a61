import assert from "node:assert/strict";
import type { Plugin, Registry, RegistryEvent } from "@ts-micro/framework";
import { GreeterDefinition } from "../interop/gen/interop.micro.js";
import { GoCaller } from "../interop/go-caller.js";
import { GoExplorer } from "../interop/go-explorer.js";
import { startGoPeer } from "../interop/go-peer.js";
import { TypeScriptCaller } from "../interop/typescript-caller.js";
import { startTypeScriptPeer } from "../interop/typescript-peer.js";

export interface GoMicroOptions {
  /** Chooses the registry in Go. */
  readonly goFlags: readonly string[];
  /** Finds a program that `run.js` built in Go. */
  readonly goProgram: (name: "server" | "client") => string;
  /** Chooses it here. */
  readonly flags: readonly string[];
  readonly plugin: Plugin;
  /** Makes another registry of the same. */
  readonly create: () => Registry;
}

export interface GoMicroCase {
  readonly name: string;
  readonly run: (options: GoMicroOptions) => Promise<void>;
}

/** Live Go Micro 1.0 processes with their own registry, and ours, on one server. */
export const goMicroCases: readonly GoMicroCase[] = [
  { name: "finds and calls a Go service, and sees it come and go", run: callsGo },
  { name: "is found and called by a Go client, and gone from its list when it ends", run: isCalledByGo },
  { name: "publishes to subscribers in Go, and is published to", run: publishesBothWays },
];

const { hello } = GreeterDefinition.methods;

async function callsGo({ goFlags, goProgram, flags, plugin, create }: GoMicroOptions): Promise<void> {
  const registry = create();
  const caller = new TypeScriptCaller({ plugins: [plugin], args: flags });
  const changes = registry.watch({ service: "plugins.go" })[Symbol.asyncIterator]();
  const peer = await startGoPeer(goProgram("server"), "plugins.go", goFlags);
  try {
    const created: RegistryEvent = (await changes.next()).value;
    assert.equal(created.action, "create");
    const [found] = await registry.getService("plugins.go");
    assert.equal(found?.version, "1.2.3");
    assert.equal(found.nodes[0]?.metadata.zone, "go");
    assert.ok(found.endpoints.some(({ name }) => name === "Greeter.Hello"));
    assert.ok((await registry.listServices()).includes("plugins.go"));
    const call = { service: "plugins.go", method: hello };
    assert.equal((await caller.call(call, { name: "John" })).msg, "Hello John");
    await peer.stop();
    const deleted: RegistryEvent = (await changes.next()).value;
    assert.equal(deleted.action, "delete");
    assert.deepEqual(await registry.getService("plugins.go"), []);
  } finally {
    await peer.stop();
    await caller.stop();
    await registry.close();
  }
}

async function isCalledByGo({ goFlags, goProgram, flags, plugin }: GoMicroOptions): Promise<void> {
  const peer = await startTypeScriptPeer("plugins.ts", { plugins: [plugin], args: flags });
  const caller = new GoCaller(goProgram("client"), goFlags);
  const explorer = new GoExplorer(goProgram("client"), goFlags);
  try {
    const call = { service: "plugins.ts", method: hello };
    assert.equal((await caller.call(call, { name: "John" })).msg, "Hello John");
    const [found] = await explorer.get("plugins.ts");
    assert.equal(found?.version, "1.2.3");
    assert.equal(found.nodes[0]?.metadata.zone, "typescript");
    assert.ok(found.endpoints.some(({ name }) => name === "Greeter.Hello"));
    assert.ok((await explorer.list()).includes("plugins.ts"));
    await peer.stop();
    assert.ok(!(await explorer.list()).includes("plugins.ts"));
  } finally {
    await peer.stop();
    await caller.stop();
    await explorer.stop();
  }
}

async function publishesBothWays({ goFlags, goProgram, flags, plugin }: GoMicroOptions): Promise<void> {
  const options = { plugins: [plugin], args: flags };
  const goPeer = await startGoPeer(goProgram("server"), "plugins.events", goFlags);
  const peer = await startTypeScriptPeer("plugins.events", options);
  const callers = [new GoCaller(goProgram("client"), goFlags), new TypeScriptCaller(options)];
  try {
    for (const caller of callers) {
      const topic = "plugins.events.events";
      await caller.publish({ topic }, { id: caller.language, timestamp: 1n, message: "hi" });
      for (const each of [goPeer, peer]) assert.equal((await each.nextMessage()).id, caller.language);
    }
  } finally {
    await Promise.all([goPeer, peer, ...callers].map((it) => it.stop()));
  }
}
