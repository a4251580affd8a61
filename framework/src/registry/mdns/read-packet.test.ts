import { decode, encode } from "dns-packet";
import { describe, expect, it } from "vitest";
import { readCapture } from "../../../../test/read-capture.js";
import { readServiceNames, readSightings } from "./read-packet.js";
import { encodeTxt } from "./txt.js";

describe("reading what Go Micro sent", () => {
  it("finds the node of an answer, whose id has a dot", () => {
    expect(readSightings(decode(readCapture("mdns/get-answer")), "local")).toEqual([
      {
        ttlSeconds: 120,
        service: {
          name: "topic:interop.events",
          version: "ff.http.broadcast",
          metadata: {},
          endpoints: [],
          nodes: [
            {
              id: "broker-3ba41a0c-d02d-4a68-8eed-7f6bee8afe1e.199e3ce2-b8bd-48a9-8557-c0ec38b02157",
              address: "127.0.0.1",
              port: 43701,
              metadata: { secure: "false" },
            },
          ],
        },
      },
    ]);
  });

  it("finds node and endpoints in an announcement, which has no PTR record", () => {
    const [sighting] = readSightings(decode(readCapture("mdns/register-announcement")), "local");
    expect(sighting?.ttlSeconds).toBe(120);
    expect(sighting?.service.nodes).toEqual([
      {
        id: "go.micro.srv.greeter-fixed-id-1",
        address: "127.0.0.1",
        port: 33579,
        metadata: { broker: "http", protocol: "mucp", registry: "mdns", server: "rpc", transport: "http" },
      },
    ]);
    expect(sighting?.service.endpoints[0]?.name).toBe("Say.Hello");
    expect(sighting?.service.endpoints[0]?.request?.values?.[0]).toEqual({
      name: "name",
      type: "string",
      values: null,
    });
  });

  it("takes a TTL of 0 for a goodbye", () => {
    const [sighting] = readSightings(decode(readCapture("mdns/deregister-goodbye")), "local");
    expect(sighting?.service.nodes[0]?.id).toBe("go.micro.srv.greeter-fixed-id-1");
    expect(sighting?.ttlSeconds).toBe(0);
  });

  it("takes a probe, whose records stand in the authority section, for no answer", () => {
    expect(readSightings(decode(readCapture("mdns/register-probe")), "local")).toEqual([]);
  });

  it("finds the names of services, one to a packet", () => {
    const names = [1, 2, 3].flatMap((i) =>
      readServiceNames(decode(readCapture(`mdns/list-answer-${i}`)), "local"),
    );
    expect(names).toEqual(["interop.greeter", "topic:interop.events", "topic:interop.queued"]);
  });
});

/** The packet of a node, with some records changed. */
function packet(changes: { host?: string; txt?: string[]; additional?: boolean; address?: object }) {
  const { host = "vm", additional = false } = changes;
  const content = { name: "greeter", version: "1.0", endpoints: [], metadata: { protocol: "mucp" } };
  const records = [
    { type: "SRV" as const, name: "a.b.greeter.local", ttl: 120, data: { port: 80, target: "vm" } },
    { type: "A" as const, name: host, ttl: 120, data: "10.0.0.7", ...changes.address },
    { type: "TXT" as const, name: "a.b.greeter.local", ttl: 120, data: changes.txt ?? encodeTxt(content) },
  ];
  const section = additional ? { additionals: records } : { answers: records };
  return decode(encode({ type: "response", ...section } as never));
}

describe("reading what others send", () => {
  it("finds records in the additional section", () => {
    expect(readSightings(packet({ additional: true }), "local")[0]?.service.nodes[0]?.id).toBe("a.b");
  });

  it("takes an IPv6 address where there is no other", () => {
    const address = { type: "AAAA", data: "fd00::2" };
    expect(readSightings(packet({ address }), "local")[0]?.service.nodes[0]?.address).toBe("fd00::2");
  });

  it("reads JSON keys in lower case, and hexadecimal digits in upper case, as Go does", () => {
    const txt = encodeTxt({ name: "greeter", version: "1.0", endpoints: [], metadata: {} });
    expect(readSightings(packet({ txt: txt.map((it) => it.toUpperCase()) }), "local")).toHaveLength(1);
  });

  it.each([
    ["another domain", packet({}), "micro"],
    ["an address of another host", packet({ host: "other" }), "local"],
    ["a TXT record of another program", packet({ txt: ["path=/"] }), "local"],
    ["a TXT record that is cut off", packet({ txt: ["789c14"] }), "local"],
    ["an empty TXT record", packet({ txt: [] }), "local"],
    [
      "a TXT record of another service",
      packet({ txt: encodeTxt({ name: "other", version: "1", endpoints: [], metadata: {} }) }),
      "local",
    ],
  ])("finds nothing in %s", (_what, read, domain) => {
    expect(readSightings(read, domain)).toEqual([]);
  });

  it("does not unpack more than a service can say of itself", () => {
    const bomb = encodeTxt({ name: "greeter", version: "v".repeat(2 ** 21), endpoints: [], metadata: {} });
    expect(readSightings(packet({ txt: bomb }), "local")).toEqual([]);
  });
});
