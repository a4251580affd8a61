import { parseApiAddress } from "@ts-micro/framework";
import { describe, expect, it } from "vitest";

describe("parseApiAddress", () => {
  it.each([
    ["consul", "http://consul:8500"],
    ["127.0.0.1:80", "http://127.0.0.1"],
    ["[::1]:8501", "http://[::1]:8501"],
    ["[::1]", "http://[::1]:8500"],
    ["https://consul.internal", "https://consul.internal:8500"],
    ["https://consul.internal:443/", "https://consul.internal"],
  ])("reads %s", (address, url) => {
    expect(parseApiAddress(address, { port: 8500 })).toBe(url);
  });

  it.each(["", "http://", "a b", "host:port"])("refuses %j, naming the option", (address) => {
    expect(() => parseApiAddress(address, { port: 8500 })).toThrow(/^addresses: expected some like/);
  });
});
