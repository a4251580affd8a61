import type { HeaderBlock } from "../../headers/header-block.js";

/** What a header block can be, by the rules of RFC 9113, section 8. */
export interface BlockForm {
  readonly kind: "request" | "response" | "trailers" | "malformed";
  /** What `content-length` says. */
  readonly contentLength: number | undefined;
}

const malformed: BlockForm = { kind: "malformed", contentLength: undefined };

const fieldName = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const badValue = /[\0\r\n]|^[\t ]|[\t ]$/;

/** Fields that speak of the connection, which HTTP/2 does otherwise. */
const connectionFields: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);

const requestPseudoFields: ReadonlySet<string> = new Set([":method", ":scheme", ":path", ":authority"]);

export function blockForm(block: HeaderBlock): BlockForm {
  const pseudo = new Map<string, string>();
  let at = 0;
  for (; block[at]?.startsWith(":"); at += 2) {
    const name = block[at] as string;
    const value = block[at + 1] as string;
    if (pseudo.has(name) || badValue.test(value)) return malformed;
    pseudo.set(name, value);
  }
  let contentLength: number | undefined;
  for (; at < block.length; at += 2) {
    const name = block[at] as string;
    const value = block[at + 1] as string;
    if (!isRegularField(name, value)) return malformed;
    if (name !== "content-length") continue;
    if (!/^\d{1,15}$/.test(value) || (contentLength ?? Number(value)) !== Number(value)) return malformed;
    contentLength = Number(value);
  }
  const kind = kindOf(pseudo);
  return kind === "malformed" ? malformed : { kind, contentLength };
}

function isRegularField(name: string, value: string): boolean {
  if (!fieldName.test(name) || badValue.test(value) || connectionFields.has(name)) return false;
  return name !== "te" || value === "trailers";
}

function kindOf(pseudo: ReadonlyMap<string, string>): BlockForm["kind"] {
  if (pseudo.size === 0) return "trailers";
  if (pseudo.has(":status"))
    return pseudo.size === 1 && /^\d{3}$/.test(pseudo.get(":status") ?? "") ? "response" : "malformed";
  for (const name of pseudo.keys()) {
    if (!requestPseudoFields.has(name)) return "malformed";
  }
  // CONNECT has neither scheme nor path, and nothing here serves it.
  const complete = pseudo.get(":method") && pseudo.get(":scheme") && pseudo.get(":path");
  return complete ? "request" : "malformed";
}
