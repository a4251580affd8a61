import { hostname } from "node:os";
import { type Answer, decode, type Packet, type RecordType } from "dns-packet";
import { describe, expect, it } from "vitest";
import { readCapture } from "../../../../test/read-capture.js";
import type { ServiceRecord } from "../registry.js";
import { answerQuestion } from "./answer-question.js";
import { announcementPacket, answerPacket, probePacket, queryPacket } from "./packets.js";
import { readSightings } from "./read-packet.js";
import { nodeRecords } from "./records.js";
import { decodeTxt } from "./txt.js";

/** The service that a recorded packet speaks of. */
function recordedService(name: string): ServiceRecord {
  const [sighting] = readSightings(decode(readCapture(`mdns/${name}`)), "local");
  if (sighting === undefined) throw new Error(`${name} speaks of no service`);
  return sighting.service;
}

/** Every field of a packet but the names of hosts and the bytes of zlib, which are different on each machine. */
function readable(bytes: Buffer, host: string): object {
  const { type, flags, questions, answers, authorities, additionals } = decode(bytes);
  const show = (list: Packet["answers"]): string[] => (list ?? []).map((it) => line(it, host));
  return {
    type,
    flags,
    questions,
    answers: show(answers),
    authorities: show(authorities),
    additionals: show(additionals),
  };
}

function line(record: Answer, host: string): string {
  const { name, type, ttl, data } = record as { name: string; type: string; ttl: number; data: unknown };
  const shown = type === "TXT" ? decodeTxt(data as Buffer[]) : data;
  return [name, type, ttl, JSON.stringify(shown)].join(" ").replaceAll(host, "HOST");
}

const events = recordedService("get-answer");
const greeter = recordedService("register-announcement");
const published = [events, greeter].map((service) => ({ service, records: nodeRecords(service, "local") }));

function ask(name: string, type: string): Answer[][] {
  return answerQuestion({ name, type: type as RecordType }, published, "local");
}

function sent(name: string, type: RecordType): object[] {
  const form = { id: 0, questions: [] };
  return ask(name, type).map((answers) => readable(answerPacket(answers, form), hostname()));
}

describe("packets are those that Go Micro sends", () => {
  it("the answer to a lookup", () => {
    expect(sent("topic:interop.events.local", "PTR")).toEqual([
      readable(readCapture("mdns/get-answer"), "vm"),
    ]);
  });

  it("the answer to a list, one packet for each service", () => {
    const answers = sent("_services.local", "PTR");
    expect(answers).toHaveLength(2);
    expect(answers[0]).toEqual(readable(readCapture("mdns/list-answer-2"), "vm"));
  });

  it("the announcement of a node, and its goodbye", () => {
    const records = nodeRecords(greeter, "local");
    expect(readable(announcementPacket(records), hostname())).toEqual(
      readable(readCapture("mdns/register-announcement"), "vm"),
    );
    expect(readable(announcementPacket(records, 0), hostname())).toEqual(
      readable(readCapture("mdns/deregister-goodbye"), "vm"),
    );
  });

  it("the probe", () => {
    const ours = readable(probePacket(nodeRecords(greeter, "local")), hostname());
    expect(ours).toEqual(readable(readCapture("mdns/register-probe"), "vm"));
  });

  it.each([
    ["get-query", "topic:interop.events.local"],
    ["list-query", "_services.local"],
  ])("the query of %s, byte by byte after its id", (file, name) => {
    expect(queryPacket(name).subarray(2)).toEqual(readCapture(`mdns/${file}`).subarray(2));
  });
});

describe("questions are answered that Go Micro answers", () => {
  const instance = "go.micro.srv.greeter-fixed-id-1.go.micro.srv.greeter.local";
  it.each([
    ["PTR", "go.micro.srv.greeter.local", [["PTR", "SRV", "A", "TXT"]]],
    ["ANY", "go.micro.srv.greeter.local", [["PTR", "SRV", "A", "TXT"]]],
    ["SRV", "go.micro.srv.greeter.local", []],
    ["PTR", instance, []],
    ["SRV", instance, [["SRV", "A"]]],
    ["TXT", instance, [["TXT"]]],
    ["ANY", instance, [["SRV", "A", "TXT"]]],
    ["PTR", "GO.MICRO.SRV.GREETER.local", []],
    ["PTR", "go.micro.srv.greeter.micro", []],
    ["PTR", "_services._dns-sd._udp.local", [["PTR"], ["PTR"]]],
  ])("%s %s", (type, name, expected) => {
    expect(ask(name, type).map((answers) => answers.map((it) => it.type))).toEqual(expected);
  });
});

describe("records", () => {
  const node = { id: "a", address: "10.0.0.7", port: 80, metadata: {} };
  const service = { name: "greeter", version: "1", metadata: {}, endpoints: [], nodes: [node] };

  it("cut the TXT payload into strings of at most 255 characters", () => {
    const metadata = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [`key-${i}`, `${Math.random()}`]),
    );
    const { txt } = nodeRecords({ ...service, nodes: [{ ...node, metadata }] }, "local");
    const lengths = (txt.data as string[]).map(({ length }) => length);
    expect(lengths.length).toBeGreaterThan(10);
    expect(new Set(lengths.slice(0, -1))).toEqual(new Set([255]));
  });

  it("carry an IPv6 address as AAAA", () => {
    const { address } = nodeRecords({ ...service, nodes: [{ ...node, address: "fd00::2" }] }, "local");
    expect(address).toMatchObject({ type: "AAAA", data: "fd00::2" });
  });

  it.each([
    [
      "a host name for an address",
      { ...service, nodes: [{ ...node, address: "vm.example" }] },
      "address of a: mdns expects an IP address",
    ],
    ["an empty part of a name", { ...service, name: "a..b" }, "parts of 1 to 63"],
    ["a part of more than 63 bytes", { ...service, name: "é".repeat(32) }, "parts of 1 to 63"],
    [
      "a name of more than 253 bytes",
      { ...service, name: Array(64).fill("abc").join(".") },
      "at most 253 bytes",
    ],
  ])("refuse %s", (_what, wrong, message) => {
    expect(() => nodeRecords(wrong, "local")).toThrow(message);
  });
});
