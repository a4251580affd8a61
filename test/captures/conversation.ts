import { readFileSync } from "node:fs";

/** What crossed one recorded connection between unmodified Go Micro processes, in order. */
export interface Turn {
  readonly from: "client" | "server";
  /** Empty when this end closed the connection here. */
  readonly bytes: Buffer;
}

/** Where conversations of one kind are: see the README there. */
export type Wire = "rpc" | "rpc-v5" | "grpc" | "mixed";

/** Reads `test/fixtures/captures/<wire>/<name>.hex`: `>` is what the client sent, `<` what the server did. */
export function readConversation(name: string, wire: Wire = "rpc"): Turn[] {
  const text = readFileSync(new URL(`../fixtures/captures/${wire}/${name}.hex`, import.meta.url), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [mark = "", rest = ""] = line.split(" ");
      if (mark === "FIN") return { from: rest === "client" ? "client" : "server", bytes: Buffer.alloc(0) };
      return { from: mark === ">" ? "client" : "server", bytes: Buffer.from(rest, "hex") };
    });
}

/** Everything that one end sent. */
export function sentBy(turns: readonly Turn[], from: Turn["from"]): Buffer {
  return Buffer.concat(turns.filter((it) => it.from === from).map((it) => it.bytes));
}

/** An HTTP/1.1 message, read for comparison. */
export interface HttpMessage {
  readonly startLine: string;
  /** By lower-case name; values as text. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Cuts bytes into messages, without the parser that is under test. */
export function readMessages(bytes: Buffer): HttpMessage[] {
  const messages: HttpMessage[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf("\r\n\r\n", at);
    if (end === -1) throw new Error(`half a message: ${bytes.toString("utf8", at)}`);
    const [startLine = "", ...lines] = bytes.toString("utf8", at, end).split("\r\n");
    const headers = Object.fromEntries(
      lines.map((it) => [it.slice(0, it.indexOf(":")).toLowerCase(), it.slice(it.indexOf(":") + 1).trim()]),
    );
    const bodyAt = end + 4;
    // The recorded chunked bodies are all empty.
    const chunked = headers["transfer-encoding"] === "chunked";
    const length = chunked ? "0\r\n\r\n".length : Number(headers["content-length"] ?? 0);
    messages.push({
      startLine,
      headers,
      body: chunked ? Buffer.alloc(0) : bytes.subarray(bodyAt, bodyAt + length),
    });
    at = bodyAt + length;
  }
  return messages;
}
