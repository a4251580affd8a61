import { createStaticRegistry } from "@ts-micro/framework";
import { describe, expect, it } from "vitest";

describe("static registry", () => {
  it("gives the addresses it was made with", async () => {
    const registry = createStaticRegistry({ services: { greeter: ["10.0.0.7:8080", "[::1]:9090"] } });
    const [service] = await registry.getService("greeter");
    expect(service?.nodes.map(({ address, port }) => `${address} ${port}`)).toEqual([
      "10.0.0.7 8080",
      "::1 9090",
    ]);
    expect(service?.nodes[0]?.metadata).toEqual({ protocol: "mucp" });
    expect(await registry.listServices()).toEqual(["greeter"]);
  });

  it("refuses an address without port, naming it", () => {
    expect(() => createStaticRegistry({ services: { greeter: ["10.0.0.7"] } })).toThrow(
      'services.greeter: expected addresses like "10.0.0.7:8080", got "10.0.0.7"',
    );
  });
});
