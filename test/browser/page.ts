/* Runs in the browser: makes calls to a service of another origin, and tells the page's own server how they went. */
import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { type CallOptions, Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import type { BrowserSetting, CaseResult } from "./browser-setting.js";

/** What a client of a descriptor has, which TypeScript cannot know. */
interface Greeter {
  hello(request: { readonly name: string }, options?: CallOptions): Promise<{ message: string }>;
}

const setting = (await (await fetch("/setting.json")).json()) as BrowserSetting;
const descriptor = Uint8Array.from(atob(setting.descriptors), (it) => it.charCodeAt(0));
const service = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptor)).getService(
  "greeter.v1.Greeter",
);
if (service === undefined) throw new Error("the greeter is not described");
const clientOf = (baseUrl: string, useBinaryFormat = false): Greeter =>
  createClient(service, createConnectTransport({ baseUrl, useBinaryFormat })) as unknown as Greeter;
const greeter = clientOf(setting.open);

const cases: Readonly<Record<string, () => Promise<unknown>>> = {
  "a call in JSON": async () => expect((await greeter.hello({ name: "John" })).message, "Hello John"),
  "a call in protobuf": async () =>
    expect((await clientOf(setting.open, true).hello({ name: "John" })).message, "Hello John"),
  async "metadata both ways"() {
    const heard: Record<string, string | null> = {};
    const { message } = await greeter.hello(
      { name: "John" },
      {
        headers: { "x-mark": "!" },
        onHeader: (it) => Object.assign(heard, { first: it.get("x-first") }),
        onTrailer: (it) => Object.assign(heard, { last: it.get("x-last-bin") }),
      },
    );
    expect(`${message} ${heard.first} ${heard.last}`, "Hello John! 1 AQID");
  },
  async "an error with its code, text and details"() {
    const error = await greeter.hello({ name: "nobody" }).then(() => undefined, ConnectError.from);
    const { code, rawMessage, details = [] } = error ?? {};
    expect([code, rawMessage, details.length].join(), `${Code.NotFound},nobody is not here: ñ,1`);
  },
  async "a deadline"() {
    const error = await greeter
      .hello({ name: "slow" }, { timeoutMs: 100 })
      .then(() => undefined, ConnectError.from);
    expect(error?.code, Code.DeadlineExceeded);
  },
  async "a GET, for a method without side effects"() {
    const message = encodeURIComponent('{"name":"John"}');
    const url = `${setting.readable}/greeter.v1.Greeter/Hello?connect=v1&encoding=json&message=${message}`;
    expect(await (await fetch(url)).text(), '{"message":"Hello John"}');
  },
  async "no call, to a service that allows no other origin"() {
    const error = await clientOf(setting.closed)
      .hello({ name: "John" })
      .then(() => undefined, ConnectError.from);
    expect(error?.rawMessage, "Failed to fetch");
  },
};

function expect(actual: unknown, wanted: unknown): void {
  if (actual !== wanted) throw new Error(`got ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`);
}

const results: CaseResult[] = [];
for (const [name, run] of Object.entries(cases)) {
  const failure = await run().then(
    () => undefined,
    (error: unknown) => String(error),
  );
  results.push({ name, ...(failure !== undefined && { failure }) });
}
await fetch("/results", { method: "POST", body: JSON.stringify(results) });
