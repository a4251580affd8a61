import { randomInt } from "node:crypto";
import { type Answer, AUTHORITATIVE_ANSWER, encode, type Question } from "dns-packet";
import type { NodeRecords } from "./records.js";

/** Asks for every record behind a name. */
export function queryPacket(name: string): Buffer {
  return encode({ type: "query", id: randomId(), questions: [{ type: "PTR", name, class: "IN" }] });
}

export interface AnswerOptions {
  readonly id: number;
  /** Repeated in the answer. */
  readonly questions: Question[];
}

/** Answers a question: one node to a packet, since Go Micro keeps only the last of a packet. */
export function answerPacket(answers: readonly Answer[], { id, questions }: AnswerOptions): Buffer {
  return encode({ type: "response", id, flags: AUTHORITATIVE_ANSWER, questions, answers: copies(answers) });
}

/** Says that a node is there, or, with a TTL of 0, that it is gone. */
export function announcementPacket(records: NodeRecords, ttlSeconds?: number): Buffer {
  const answers = copies([records.srv, records.address, records.txt]);
  if (ttlSeconds !== undefined) for (const answer of answers) answer.ttl = ttlSeconds;
  return encode({ type: "response", id: 0, answers });
}

/** Asks whether a name is taken, as DNS wants it before the name is used. */
export function probePacket({ srv, txt }: NodeRecords): Buffer {
  const proposed = { ...srv, data: { ...srv.data, priority: 0, weight: 0 } };
  return encode({
    type: "query",
    id: randomId(),
    questions: [{ type: "PTR", name: srv.name, class: "IN" }],
    authorities: copies([proposed, txt]),
  });
}

function randomId(): number {
  return randomInt(1, 65_536);
}

/** The encoder changes what it is given. */
function copies(answers: readonly Answer[]): Exclude<Answer, { type: "OPT" }>[] {
  return structuredClone(answers) as Exclude<Answer, { type: "OPT" }>[];
}
