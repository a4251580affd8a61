import { describe, expect, it } from "vitest";
import { HeadReader } from "./head-reader.js";
import { MalformedHttp } from "./malformed-http.js";
import { MessageParser } from "./message-parser.js";

const limits = { maxHeaderBytes: 512, maxBodyBytes: 64 };
type Kind = "request" | "response";
type Read = readonly [startLine: string, body: string];

/** Reads bytes as they come, in pieces of one size. */
function read(text: string, kind: Kind = "request", size = text.length): Read[] {
  const parser = new MessageParser(new HeadReader(kind), limits, kind);
  const bytes = Buffer.from(text, "latin1");
  const messages: Read[] = [];
  const take = (message = parser.next()) => {
    for (let it = message; it !== undefined; it = parser.next())
      messages.push([it.startLine, Buffer.from(it.body).toString("latin1")]);
  };
  for (let at = 0; at < bytes.length; at += size) {
    parser.push(bytes.subarray(at, at + size));
    take();
  }
  take(parser.end());
  return messages;
}

const post = (fields: string, body = "") => `POST / HTTP/1.1\r\nHost: x\r\n${fields}\r\n${body}`;

describe("the parser of HTTP messages", () => {
  it.each<[string, string, string[]]>([
    ["no body", post(""), [""]],
    ["a body of a known length", post("Content-Length: 4\r\n", "John"), ["John"]],
    ["chunks", post("Transfer-Encoding: chunked\r\n", "2\r\nJo\r\n2;ext=1\r\nhn\r\n0\r\n\r\n"), ["John"]],
    ["a trailer", post("Transfer-Encoding: Chunked\r\n", "4\r\nJohn\r\n0\r\nX-After: 1\r\n\r\n"), ["John"]],
    [
      "several, one behind the other",
      post("Content-Length: 1\r\n", "a") + post("") + post("", ""),
      ["a", "", ""],
    ],
    ["blanks around values", post("Content-Length: \t4 \r\n", "John"), ["John"]],
    ["HTTP/1.0", post("Content-Length: 4\r\n", "John").replace("HTTP/1.1", "HTTP/1.0"), ["John"]],
  ])("reads a request with %s, whole or byte by byte", (_, text, bodies) => {
    expect(read(text).map(([, body]) => body)).toEqual(bodies);
    expect(read(text, "request", 1)).toEqual(read(text));
  });

  it.each<[string, string, Read[]]>([
    ["that ends with the connection", "HTTP/1.1 200 OK\r\n\r\nJohn", [["HTTP/1.1 200 OK", "John"]]],
    ["without a reason", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", [["HTTP/1.1 200", ""]]],
    ["that has no body", "HTTP/1.1 204 No Content\r\n\r\n", [["HTTP/1.1 204 No Content", ""]]],
    [
      "after a provisional one",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na",
      [
        ["HTTP/1.1 100 Continue", ""],
        ["HTTP/1.1 200 OK", "a"],
      ],
    ],
  ])("reads a response %s, whole or byte by byte", (_, text, messages) => {
    expect(read(text, "response")).toEqual(messages);
    expect(read(text, "response", 1)).toEqual(messages);
  });

  // What two parsers in a row could read differently lets a request hide in another (RFC 9112, section 11.2).
  it.each([
    ["two lengths", post("Content-Length: 4\r\nContent-Length: 4\r\n", "John")],
    ["a list of lengths", post("Content-Length: 4, 4\r\n", "John")],
    ["a signed length", post("Content-Length: +4\r\n", "John")],
    ["a length in hexadecimal", post("Content-Length: 0x4\r\n", "John")],
    ["a length beyond numbers", post("Content-Length: 9999999999999999\r\n")],
    ["a length and chunks", post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")],
    ["chunks twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")],
    ["another coding", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")],
    ["a disguised coding", post("Transfer-Encoding: \u000bchunked\r\n", "0\r\n\r\n")],
    ["a space before the colon", post("Content-Length : 4\r\n", "John")],
    ["a folded line", post("X-Long: a\r\n b\r\n")],
    ["a line without a colon", post("nonsense\r\n")],
    ["a name that is none", post("X(Y): 1\r\n")],
    ["NUL in a value", post("X-Nul: a\u0000b\r\n")],
    ["a bare LF in the head", "POST / HTTP/1.1\nHost: x\r\n\r\n"],
    ["a bare CR in a value", post("X-Cr: a\rb\r\n")],
    ["another version", post("").replace("HTTP/1.1", "HTTP/2.0")],
    ["a method that is none", post("").replace("POST", "PO(ST")],
    ["a size of a chunk that is none", post("Transfer-Encoding: chunked\r\n", "x\r\n")],
    ["a negative size of a chunk", post("Transfer-Encoding: chunked\r\n", "-1\r\n")],
    ["a bare LF behind a size", post("Transfer-Encoding: chunked\r\n", "1\na\r\n0\r\n\r\n")],
    ["a chunk that is longer than it says", post("Transfer-Encoding: chunked\r\n", "1\r\nab\r\n0\r\n\r\n")],
  ])("refuses %s, whole or byte by byte", (_, text) => {
    expect(() => read(text)).toThrow(MalformedHttp);
    expect(() => read(text, "request", 1)).toThrow(MalformedHttp);
  });

  const long = "x".repeat(600);
  it.each<[string, number, string]>([
    ["a header", 431, post(`X-Long: ${long}\r\nContent-Length: 4\r\n`, "John")],
    ["a body", 413, post("Content-Length: 600\r\n", long)],
    [
      "chunks",
      413,
      post("Transfer-Encoding: chunked\r\n", `${`20\r\n${"x".repeat(32)}\r\n`.repeat(3)}0\r\n\r\n`),
    ],
    ["a chunk", 413, post("Transfer-Encoding: chunked\r\n", `258\r\n${long}\r\n0\r\n\r\n`)],
  ])("reads over %s that is too long, and says so with %i", (_, status, text) => {
    for (const size of [1, 100, text.length * 2]) {
      const parser = new MessageParser(new HeadReader("request"), limits, "request");
      const read: (number | string | undefined)[] = [];
      const bytes = Buffer.from(text + text + post("Content-Length: 4\r\n", "John"));
      for (let at = 0; at < bytes.length; at += size) {
        parser.push(bytes.subarray(at, at + size));
        for (let it = parser.next(); it !== undefined; it = parser.next())
          read.push(it.excess?.status ?? Buffer.from(it.body).toString());
      }
      expect(read).toEqual([status, status, "John"]);
      expect(parser.midMessage).toBe(false);
    }
  });

  it("says that a message is too long before its body has come", () => {
    const parser = new MessageParser(new HeadReader("response"), limits, "response");
    parser.push(Buffer.from("HTTP/1.1 200 OK\r\nMicro-Id: 7\r\nContent-Length: 65\r\n\r\n"));
    expect(parser.next()?.micro("id")).toBe("7");
    expect(parser.midMessage).toBe(true);
  });

  it("gives a response once that is too long and ends with the connection", () => {
    const parser = new MessageParser(new HeadReader("response"), limits, "response");
    parser.push(Buffer.from(`HTTP/1.1 200 OK\r\n\r\n${long}`));
    expect(parser.next()?.excess?.status).toBe(413);
    expect(parser.end()).toBeUndefined();
  });

  const mebibytes = (count: number) => Buffer.alloc(count * 1024 * 1024, "x");
  it.each<[string, number, string, Buffer]>([
    ["a header without end", 431, "POST / HTTP/1.1\r\nX-Long: ", mebibytes(2)],
    ["a body", 413, post("Content-Length: 999999999999999\r\n"), mebibytes(65)],
    [
      "a body that waits for leave",
      413,
      post("Content-Length: 65\r\nExpect: 100-continue\r\n"),
      mebibytes(0),
    ],
    ["a trailer", 431, post("Transfer-Encoding: chunked\r\n", `0\r\nX-After: ${long}\r\n\r\n`), mebibytes(0)],
  ])("ends at %s that is much too long, with %i", (...[, status, text, rest]) => {
    const parser = new MessageParser(new HeadReader("request"), limits, "request");
    const readOn = (): void => {
      for (const bytes of [Buffer.from(text), rest]) {
        parser.push(bytes);
        while (parser.next() !== undefined);
      }
    };
    expect(readOn).toThrow(expect.objectContaining({ status }));
  });

  it("does not mix up the heads that it remembers", () => {
    const known = post("X-Tenant: a\r\nContent-Length: 1\r\n", "1");
    const longer = post("X-Tenant: ab\r\nContent-Length: 1\r\n", "2");
    const parser = new MessageParser(new HeadReader("request"), limits, "request");
    const tenants: (string | undefined)[] = [];
    for (const text of [known, longer, known, longer]) {
      parser.push(Buffer.from(text));
      tenants.push(parser.next()?.get("x-tenant"));
    }
    expect(tenants).toEqual(["a", "ab", "a", "ab"]);
  });
});
