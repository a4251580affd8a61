import type { ServiceRecord } from "@ts-micro/framework";
import { describe, expect, it } from "vitest";
import { OwnAnnotations } from "./own-annotations.js";

function record(id: string, { name = "greeter", version = "1.0" } = {}): ServiceRecord {
  const node = { id, address: "10.0.0.7", port: 8080, metadata: {} };
  return { name, version, metadata: {}, endpoints: [], nodes: [node] };
}

function nodesIn(text: string | null | undefined): string[] | null {
  return text ? (JSON.parse(text) as ServiceRecord).nodes.map(({ id }) => id) : null;
}

describe("the annotations of a pod", () => {
  it("hold the service, as Go Micro writes it, and say by a label that it is here", () => {
    expect(new OwnAnnotations().put(record("a"))).toEqual({
      labels: { "micro.mu/type": "service", "micro.mu/selector-greeter": "service" },
      annotations: { "micro.mu/service-greeter": JSON.stringify(record("a")) },
    });
  });

  it("are named by what labels can hold, byte by byte", () => {
    const { labels } = new OwnAnnotations().put(record("a", { name: "topic:élan" }));
    expect(Object.keys(labels)).toContain("micro.mu/selector-topic___lan");
  });

  it("hold all nodes of a version together", () => {
    const own = new OwnAnnotations();
    own.put(record("a"));
    expect(nodesIn(own.put(record("b")).annotations["micro.mu/service-greeter"])).toEqual(["a", "b"]);
    expect(nodesIn(own.remove(record("a")).annotations["micro.mu/service-greeter"])).toEqual(["b"]);
  });

  it("hold a further version beside the first", () => {
    const own = new OwnAnnotations();
    own.put(record("a"));
    const { annotations } = own.put(record("b", { version: "2.0" }));
    expect(Object.keys(annotations)).toEqual(["micro.mu/service-greeter..2"]);
  });

  it("let a node go from one version to another", () => {
    const own = new OwnAnnotations();
    own.put(record("a"));
    own.put(record("b"));
    const { annotations } = own.put(record("a", { version: "2.0" }));
    expect(nodesIn(annotations["micro.mu/service-greeter"])).toEqual(["b"]);
    expect(nodesIn(annotations["micro.mu/service-greeter..2"])).toEqual(["a"]);
  });

  it("go with the last node, and the label with the last version", () => {
    const own = new OwnAnnotations();
    own.put(record("a"));
    own.put(record("b", { version: "2.0" }));
    const first = own.remove(record("a"));
    expect(first.annotations).toEqual({ "micro.mu/service-greeter": null });
    expect(first.labels["micro.mu/selector-greeter"]).toBe("service");
    const second = own.remove(record("b", { version: "2.0" }));
    expect(second.annotations).toEqual({ "micro.mu/service-greeter..2": null });
    expect(second.labels["micro.mu/selector-greeter"]).toBeNull();
  });

  it("do not change for a node that is not here", () => {
    expect(new OwnAnnotations().remove(record("a")).annotations).toEqual({});
  });
});
