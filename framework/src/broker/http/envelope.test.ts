import { Metadata } from "@ts-micro/framework";
import { describe, expect, it } from "vitest";
import { readCapture } from "../../../../test/read-capture.js";
import { decodeEnvelope, encodeEnvelope } from "./envelope.js";

/** The body of a recorded HTTP request. */
function recordedBody(name: string): Buffer {
  const request = readCapture(`http-broker/${name}`);
  return request.subarray(request.indexOf("\r\n\r\n") + 4);
}

describe("the envelope of a message", () => {
  it.each(["publish-protobuf", "publish-json", "publish-metadata"])("is that of %s, byte by byte", (name) => {
    const { topic, message } = decodeEnvelope(recordedBody(name));
    expect(topic).toBe("interop.events");
    expect(encodeEnvelope(topic, message).toString()).toBe(recordedBody(name).toString());
  });

  it("gives the header without the topic, and the body as it was", () => {
    const { message } = decodeEnvelope(recordedBody("publish-json"));
    expect(message.header.get("Content-Type")).toBe("application/json");
    expect(message.header.has(":topic")).toBe(false);
    expect(Buffer.from(message.body).toString()).toBe(
      '{"id":"ev-1","timestamp":1551791636,"message":"hi there"}\n',
    );
  });

  it("reads keys in lower case, as Go does", () => {
    const { message } = decodeEnvelope(Buffer.from('{"header":{":topic":"t"},"body":"aGk="}'));
    expect(Buffer.from(message.body).toString()).toBe("hi");
  });

  it.each([
    ["no topic", '{"Header":{"Micro-Topic":"t"},"Body":""}', "Topic not found"],
    ["bad JSON", "{", "Error parsing request body"],
    ["no object", "1", "Error parsing request body"],
  ])("refuses %s as Go Micro does", (_what, text, detail) => {
    expect(() => decodeEnvelope(Buffer.from(text))).toThrow(
      expect.objectContaining({ code: 500, id: "go.micro.broker" }),
    );
    expect(() => decodeEnvelope(Buffer.from(text))).toThrow(detail);
  });

  it("carries a body that is a view into a larger buffer", () => {
    const body = new Uint8Array(Buffer.from("abcdef").buffer, 0, 0);
    const view = Buffer.from("abcdef").subarray(2, 4);
    expect(encodeEnvelope("t", { header: new Metadata(), body: view }).toString()).toContain('"Body":"Y2Q="');
    expect(encodeEnvelope("t", { header: new Metadata(), body }).toString()).toContain('"Body":""');
  });
});
