import { MicroError } from "../../../errors/micro-error.js";
import type { Node } from "../../../registry/registry.js";
import type { OutgoingCall } from "../../transport.js";
import { type BodyFormat, type ContentTypes, legacyContentType } from "../message/content-types.js";
import { headerValue } from "../message/header-value.js";
import { pipelining } from "../message/pipelining.js";

/** The start of every request to one endpoint, and how its bodies are written. */
export interface RequestHead {
  readonly service: string;
  readonly contentType: string;
  readonly prefix: Uint8Array;
  readonly format: BodyFormat;
}

/** What a node's registry metadata says about how it may be called. */
export interface PeerTraits {
  /** It answers the requests of one connection in any order, by `Micro-Id`, and hears `EOS` as the end of a stream. */
  readonly anyOrder: boolean;
  /** It is not known to read `Micro-*`: `X-Micro-*` is sent too. */
  readonly wantsX: boolean;
  /** It was registered before 1.0 and wants envelopes. */
  readonly legacy: boolean;
}

/** The key and the value that our own listeners announce, and no other peer does. */
export const anyOrderMetadata: Readonly<Record<string, string>> = { pipelining: pipelining.anyOrder };

function traitsOf(node: Node): PeerTraits {
  const { protocol, transport } = node.metadata;
  return {
    anyOrder: node.metadata.pipelining === pipelining.anyOrder,
    wantsX: protocol === undefined,
    legacy: protocol === undefined && transport !== undefined,
  };
}

/** A node to call: the heads of its endpoints, each built once. */
export class Peer {
  readonly host: string;
  readonly traits: PeerTraits;
  readonly #contentTypes: ContentTypes;
  readonly #heads = new Map<string, RequestHead[]>();

  constructor(node: Node, contentTypes: ContentTypes) {
    this.#contentTypes = contentTypes;
    this.host = `${node.address.includes(":") ? `[${node.address}]` : node.address}:${node.port}`;
    this.traits = traitsOf(node);
  }

  /** @throws {MicroError} 415 for a content type that this wire does not carry */
  headOf(call: OutgoingCall): RequestHead {
    const { endpoint } = call.target;
    let heads = this.#heads.get(endpoint);
    if (heads === undefined) {
      heads = [];
      if (this.#heads.size < maxEndpoints) this.#heads.set(endpoint, heads);
    }
    for (const head of heads) {
      if (head.contentType === call.contentType && head.service === call.service) return head;
    }
    const head = this.#write(call);
    if (heads.length < maxHeadsPerEndpoint) heads.push(head);
    return head;
  }

  #write({ service, contentType, target }: OutgoingCall): RequestHead {
    const type = headerValue(this.traits.legacy ? legacyContentType(contentType) : contentType);
    const format = this.#contentTypes.find(type);
    if (format === undefined) {
      const detail = `the http transport does not carry ${contentType}`;
      throw new MicroError({ id: "go.micro.client", code: 415, detail });
    }
    const lines = [
      "POST / HTTP/1.1",
      `Host: ${this.host}`,
      `Accept: ${headerValue(contentType)}`,
      `Content-Type: ${type}`,
      ...this.#microFields(headerValue(target.endpoint), headerValue(service)),
      ...(this.traits.anyOrder ? [`Micro-Pipelining: ${pipelining.anyOrder}`] : []),
    ];
    return { service, contentType, format, prefix: Buffer.from(`${lines.join("\r\n")}\r\n`, "latin1") };
  }

  #microFields(endpoint: string, service: string): string[] {
    const fields = [`Micro-Endpoint: ${endpoint}`, `Micro-Method: ${endpoint}`, `Micro-Service: ${service}`];
    return this.traits.wantsX ? [...fields, ...fields.map((it) => `X-${it}`)] : fields;
  }
}

/** Those of a node are few; who calls what it does not have must not fill the memory. */
const maxEndpoints = 1000;
/** Content types and service names of one endpoint are few; what varies without end is not kept. */
const maxHeadsPerEndpoint = 16;
