import { packText, parseServiceRecord, unpackText } from "@ts-micro/framework";
import { describe, expect, it } from "vitest";

describe("parseServiceRecord", () => {
  it("reads what Go Micro 1.0 writes, where what is empty is null", () => {
    const node = { id: "a", address: "10.0.0.7", port: 80, metadata: { protocol: "mucp" } };
    const text = JSON.stringify({
      name: "greeter",
      version: "1.0",
      metadata: null,
      endpoints: null,
      nodes: [node],
    });
    const record = { name: "greeter", version: "1.0", metadata: {}, endpoints: [], nodes: [node] };
    expect(parseServiceRecord(text)).toEqual(record);
  });

  it.each([
    ["10.0.0.7:80", "10.0.0.7"],
    ["[fd00::7]:80", "fd00::7"],
    ["greeter.internal:80", "greeter.internal"],
  ])("finds the port in the address %s, where later versions write it", (address, host) => {
    const text = JSON.stringify({ name: "greeter", version: "1.0", nodes: [{ id: "a", address }] });
    expect(parseServiceRecord(text)?.nodes).toEqual([{ id: "a", address: host, port: 80, metadata: {} }]);
  });

  it.each(["", "null", "[]", '{"version":"1.0"}', '{"name":""}', "{"])(
    "refuses %j, which is no service",
    (text) => {
      expect(parseServiceRecord(text)).toBeUndefined();
    },
  );
});

describe("packed text", () => {
  it("is read back", () => {
    expect(unpackText(packText("élan"))).toBe("élan");
  });

  it("is what Go Micro writes", () => {
    expect(unpackText("789c32d433d03300040000ffff02ce00ee")).toBe("1.0.0");
  });

  it.each(["", "78", "xyz", "789c0"])("does not take %j for it", (digits) => {
    expect(unpackText(digits)).toBeUndefined();
  });
});
