import type { Answer, Question } from "dns-packet";
import type { ServiceRecord } from "../registry.js";
import { listName, listRecords, type NodeRecords, serviceName } from "./records.js";

/** A node that this process answers for. */
export interface Published {
  /** With this one node. */
  readonly service: ServiceRecord;
  readonly records: NodeRecords;
}

/** The name under which DNS-SD browsers ask for everything. */
const browseName = "_services._dns-sd._udp.local";

/** @returns what answers a question, one list of records to a packet: exactly the questions that Go Micro answers */
export function answerQuestion(
  question: Question,
  published: Iterable<Published>,
  domain: string,
): Answer[][] {
  const { name, type } = question;
  if (name === browseName)
    return type === "PTR" ? namesOf(published).map((it) => [browseRecord(it, domain)]) : [];
  if (name === listName(domain)) {
    const listed = isAskedFor(type, "PTR") ? namesOf(published) : [];
    return listed.map((it) => allRecords(listRecords(it, domain)));
  }
  return [...published].flatMap(({ records }) => {
    if (name === records.ptr.name) return isAskedFor(type, "PTR") ? [allRecords(records)] : [];
    if (name !== records.srv.name) return [];
    const answers = [
      ...(isAskedFor(type, "SRV") ? [records.srv, records.address] : []),
      ...(isAskedFor(type, "TXT") ? [records.txt] : []),
    ];
    return answers.length > 0 ? [answers] : [];
  });
}

/** Go Micro needs the order: a reader drops the address of a host that no SRV record named before. */
function allRecords({ ptr, srv, address, txt }: NodeRecords): Answer[] {
  return [ptr, srv, address, txt];
}

function browseRecord(service: string, domain: string): Answer {
  return { type: "PTR", name: browseName, ttl: 120, data: serviceName(service, domain) };
}

function namesOf(published: Iterable<Published>): string[] {
  return [...new Set(Array.from(published, ({ service }) => service.name))];
}

function isAskedFor(asked: string, type: string): boolean {
  return asked === type || asked === "ANY";
}
