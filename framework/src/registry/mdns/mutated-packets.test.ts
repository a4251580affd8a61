import { type DecodedPacket, decode, encode } from "dns-packet";
import { describe, expect, it } from "vitest";
import { readCapture } from "../../../../test/read-capture.js";
import { answerQuestion } from "./answer-question.js";
import { answerPacket } from "./packets.js";
import { readServiceNames, readSightings } from "./read-packet.js";
import { nodeRecords } from "./records.js";

const names = [
  "get-answer",
  "register-announcement",
  "register-probe",
  "list-answer-1",
  "get-query",
  "list-query",
];
const recorded = names.map((name) => readCapture(`mdns/${name}`));

/** A recorded packet with some of its bytes changed, perhaps cut off: always the same one for the same seed. */
function mutate(seed: number): Buffer {
  let state = seed;
  const upTo = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const bytes = Buffer.from(recorded[upTo(recorded.length)] ?? "");
  for (let changes = 1 + upTo(8); changes > 0; changes--) bytes[upTo(bytes.length)] = upTo(256);
  return upTo(4) === 0 ? bytes.subarray(0, upTo(bytes.length)) : bytes;
}

const service = {
  name: "greeter",
  version: "1",
  metadata: {},
  endpoints: [],
  nodes: [{ id: "a", address: "127.0.0.1", port: 80, metadata: {} }],
};
const published = [{ service, records: nodeRecords(service, "local") }];

/** @returns undefined for what is no DNS packet */
function decodeOrNot(bytes: Buffer): DecodedPacket | undefined {
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}

describe("packets of strangers", () => {
  it("never break who reads or answers them", () => {
    let read = 0;
    for (let seed = 0; seed < 5_000; seed++) {
      const packet = decodeOrNot(mutate(seed));
      if (packet === undefined) continue;
      read += 1;
      for (const { service } of readSightings(packet, "local")) expect(service.nodes).toHaveLength(1);
      readServiceNames(packet, "local");
      for (const question of packet.questions ?? []) {
        const form = { id: 0, questions: [{ ...question, class: "IN" as const }] };
        for (const answers of answerQuestion(question, published, "local")) answerPacket(answers, form);
      }
    }
    expect(read).toBeGreaterThan(500);
  });

  it("with records of wrong shapes are read for what is right in them", () => {
    const srv = { type: "SRV" as const, name: "a.greeter.local", data: { port: 1, target: "" } };
    const packet = decode(encode({ type: "response", answers: [srv] }));
    expect(readSightings(packet, "local")).toEqual([]);
  });
});
