import { describe, expect, it } from "vitest";
import { readSettings } from "./settings.js";

const read = (args: string[], env: Record<string, string> = {}) => readSettings({ args, env });

describe("settings", () => {
  it("are read from flags in both spellings, and from the environment", () => {
    const env = { MICRO_SERVER_ID: "7", MICRO_REGISTRY_ADDRESS: "a:1, b:2" };
    expect(read(["--server_name=greeter", "--server-version", "2.0"], env)).toEqual({
      server_name: "greeter",
      server_version: "2.0",
      server_id: "7",
      registry_address: ["a:1", "b:2"],
    });
  });

  it("leave the program's own flags alone", () => {
    expect(read(["serve", "--verbose", "--port", "80", "--", "--server_name=x"])).toEqual({});
  });

  it("ignore a variable that is empty", () => {
    expect(read([], { MICRO_SERVER_NAME: "" })).toEqual({});
  });

  it("know Go's units", () => {
    const args = ["--register_ttl=90", "--client_request_timeout=1m1.5s", "--client_pool_ttl=500ms"];
    expect(read(args)).toEqual({
      register_ttl: 90_000,
      client_request_timeout: 61_500,
      client_pool_ttl: 500,
    });
  });

  it("collect metadata from a repeated flag, or from one variable", () => {
    const metadata = { server_metadata: { zone: "a", rack: "x=1" } };
    expect(read(["--server_metadata", "zone=a", "--server_metadata", "rack=x=1"])).toEqual(metadata);
    expect(read([], { MICRO_SERVER_METADATA: "zone=a,rack=x=1" })).toEqual(metadata);
  });

  it.each([
    ["--register_ttl=0", 'Expected --register_ttl to be a whole number of seconds above 0, got "0"'],
    ["--register_interval=1.5", "a whole number of seconds above 0"],
    ["--client_retries=-1", "a whole number of at least 0"],
    ["--client_pool_size=0", "a whole number of at least 1"],
    ["--client_request_timeout=5", "a duration above 0, such as 500ms or 5s"],
    ["--server_metadata=zone", "key=value"],
    ["--server_name", 'Expected --server_name to be followed by a value, got ""'],
    ["--log_level=loud", "one of debug, info, warn, error"],
  ])("refuse %s", (flag, message) => {
    expect(() => read([flag])).toThrow(message);
  });

  it("name the variable that is wrong", () => {
    expect(() => read([], { MICRO_CLIENT_RETRIES: "many" })).toThrow(
      'Expected MICRO_CLIENT_RETRIES to be a whole number of at least 0, got "many"',
    );
  });
});
