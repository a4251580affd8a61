import { describe, expect, it } from "vitest";
import { misspeltSettings } from "./misspelt-settings.js";
import { settingNames } from "./settings.js";

const problems = (args: string[], env: Record<string, string> = {}) => misspeltSettings({ args, env });

describe("misspelt settings", () => {
  it.each([
    ["--registery=mdns", "--registery is no setting and changes nothing: did you mean --registry?"],
    ["--server-adress=:80", "did you mean --server-address?"],
    ["--server_nam", "did you mean --server_name?"],
    ["--brokr", "did you mean --broker?"],
  ])("are found among flags: %s", (flag, message) => {
    expect(problems([flag, "--", "--registery"])).toEqual([expect.stringContaining(message)]);
  });

  it("are found in the environment", () => {
    expect(problems([], { MICRO_REGISTERY: "mdns", MICRO_SERVER_NANE: "x" })).toEqual([
      "MICRO_REGISTERY is no setting and changes nothing: did you mean MICRO_REGISTRY?",
      "MICRO_SERVER_NANE is no setting and changes nothing: did you mean MICRO_SERVER_NAME?",
    ]);
  });

  it("are not those that are spelt right", () => {
    const args = settingNames.flatMap((it) => [`--${it}=1`, `--${it.replaceAll("_", "-")}=1`]);
    const env = Object.fromEntries(settingNames.map((it) => [`MICRO_${it.toUpperCase()}`, "1"]));
    expect(problems(args, env)).toEqual([]);
  });

  it("are not the program's own, nor those of Go Micro's other versions and tools", () => {
    const own = ["serve", "-v", "--port=80", "--name", "x", "--prod", "--clean", "--secret=1", "--service=a"];
    const others = [
      "FOO",
      "API_ADDRESS",
      "WEB_ADDRESS",
      "STORE",
      "AUTH",
      "TRACER",
      "CONFIG",
      "RUNTIME",
      "PORT",
    ];
    const env = Object.fromEntries(others.map((it) => [`MICRO_${it}`, "1"]));
    expect(problems(own, { ...env, REGISTERY: "mdns" })).toEqual([]);
  });
});
