import { describe, expect, it } from "vitest";
import { decodeTags, encodeTags } from "./tags.js";

const endpoint = { name: "Greeter.Hello", request: null, response: null, metadata: { stream: "false" } };

describe("the tags of a service", () => {
  it("are read back", () => {
    const content = { version: "1.0", metadata: { protocol: "mucp", zone: "élan" }, endpoints: [endpoint] };
    expect(decodeTags(encodeTags(content))).toEqual(content);
  });

  it("are those that Go Micro writes", () => {
    expect(decodeTags(["v-789cca492c492d2e01040000ffff08cc028e"]).version).toBe("latest");
  });

  it("were plain once", () => {
    const tags = ["v=1.0", 't={"protocol":"mucp"}', `e=${JSON.stringify(endpoint)}`];
    expect(decodeTags(tags)).toEqual({
      version: "1.0",
      metadata: { protocol: "mucp" },
      endpoints: [endpoint],
    });
  });

  it("count once where both ways are used", () => {
    const [packed = ""] = encodeTags({ version: "1.0", metadata: { way: "packed" }, endpoints: [] });
    expect(decodeTags([packed, 't={"way":"plain"}']).metadata).toEqual({ way: "packed" });
  });

  it.each([[["web", "e-commerce", "e=mc2", "t-shirt", "v-neck"]], [[]], [["", "e", "v"]]])(
    "of other programs mean nothing: %j",
    (tags) => {
      expect(decodeTags(tags)).toEqual({ version: "", metadata: {}, endpoints: [] });
    },
  );
});
