import { describe, expect, it } from "vitest";
import { sniffPlainHttp } from "./sniff-plain-http.js";

const plain =
  "POST /greeter.v1.Greeter/Hello HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\r\n{}";

describe("plain HTTP, by its first bytes", () => {
  it("is known once its head is complete, and not before", () => {
    const end = plain.indexOf("\r\n\r\n") + 4;
    for (let length = 1; length < plain.length; length += 1) {
      const verdict = sniffPlainHttp(Buffer.from(plain.slice(0, length)));
      expect([length, verdict]).toEqual([length, length < end ? "more" : "yes"]);
    }
  });

  it.each([
    ["a message of Go Micro's", "POST / HTTP/1.1\r\nHost: a\r\nMicro-Endpoint: Greeter.Hello\r\n\r\n"],
    ["a message of Go Micro's, to a path", plain.replace("Host: a", "Micro-Endpoint: Greeter.Hello")],
    ["one with the older names", plain.replace("Host: a", "x-micro-service: greeter")],
    ["a message of Go Micro's, by GET", "GET / HTTP/1.1\r\nMicro-Endpoint: Greeter.Hello\r\n\r\n"],
    ["a path of one part", "POST /metrics HTTP/1.1\r\n\r\n"],
    ["a path of three parts", "POST /a/b/c HTTP/1.1\r\n\r\n"],
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["no HTTP at all", "\x16\x03\x01"],
  ])("is not %s", (_, text) => {
    expect(sniffPlainHttp(Buffer.from(text))).toBe("no");
  });

  it("is what a browser sends to see what is there", () => {
    expect(sniffPlainHttp(Buffer.from("GET / HTTP/1.1\r\nHost: a\r\n\r\n"))).toBe("yes");
  });

  it("is a GET with a query, and a browser's question before a call", () => {
    for (const method of ["GET", "OPTIONS"]) {
      expect(sniffPlainHttp(Buffer.from(`${method} /a.B/C?connect=v1 HTTP/1.1\r\nHost: a\r\n\r\n`))).toBe(
        "yes",
      );
    }
  });
});
