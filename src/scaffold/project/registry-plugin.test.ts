import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { registries } from "./answers.js";
import { registryPlugin } from "./registry-plugin.js";

const plugins = registries.flatMap((it) => registryPlugin(it) ?? []);
const checkout = join(import.meta.dirname, "..", "..", "..");

describe("registryPlugin", () => {
  it("knows no plugin for multicast DNS", () => {
    expect(registryPlugin("mdns")).toBeUndefined();
  });

  it.each(plugins)("names what $package exports", async (plugin) => {
    const exports = await import(plugin.package);
    expect(exports[plugin.name]).toMatchObject({ name: plugin.name, registry: expect.any(Function) });
    expect(await readFile(join(checkout, "plugins", plugin.name, "package.json"), "utf8")).toContain(
      `"name": "${plugin.package}"`,
    );
  });
});
