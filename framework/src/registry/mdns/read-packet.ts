import type { Answer, Packet } from "dns-packet";
import type { ServiceRecord } from "../registry.js";
import { listName } from "./records.js";
import { decodeTxt } from "./txt.js";

/** What a packet says of one node. */
export interface Sighting {
  /** The service, with this one node. */
  readonly service: ServiceRecord;
  /** 0 when the node is gone. */
  readonly ttlSeconds: number;
}

/** @returns the nodes that a response speaks of, wherever in it their records stand */
export function readSightings(packet: Packet, domain: string): Sighting[] {
  const records = recordsOf(packet);
  const addresses = new Map<string, string>();
  for (const record of records) {
    if (record.type === "A") addresses.set(record.name, record.data);
    if (record.type === "AAAA" && !addresses.has(record.name)) addresses.set(record.name, record.data);
  }
  return records.flatMap((srv) => {
    if (srv.type !== "SRV") return [];
    const txt = records.find((record) => record.type === "TXT" && record.name === srv.name);
    const address = addresses.get(srv.data.target);
    if (txt?.type !== "TXT" || address === undefined) return [];
    const content = decodeTxt(txt.data as Buffer[]);
    const suffix = `.${content?.name}.${domain}`;
    if (content === undefined || !srv.name.endsWith(suffix)) return [];
    const id = srv.name.slice(0, -suffix.length);
    const { name, version, endpoints, metadata } = content;
    const nodes = [{ id, address, port: srv.data.port, metadata }];
    return [{ service: { name, version, metadata: {}, endpoints, nodes }, ttlSeconds: srv.ttl ?? 0 }];
  });
}

/** @returns the services that a response lists */
export function readServiceNames(packet: Packet, domain: string): string[] {
  const suffix = `.${listName(domain)}`;
  return recordsOf(packet).flatMap((record) =>
    record.type === "PTR" &&
    record.name === listName(domain) &&
    record.data.endsWith(suffix) &&
    record.ttl !== 0
      ? [record.data.slice(0, -suffix.length)]
      : [],
  );
}

function recordsOf(packet: Packet): Answer[] {
  return [...(packet.answers ?? []), ...(packet.additionals ?? [])];
}
