import { describe, expect, it } from "vitest";
import type { ServicePlan } from "./service-plan.js";
import { startOrder } from "./start-order.js";

function plan(name: string, ...depends: string[]): ServicePlan {
  return { name, folder: `/${name}`, depends, env: {}, start: "true" };
}

function names(...plans: readonly ServicePlan[]): string[] {
  return startOrder(plans).map((it) => it.name);
}

describe("startOrder", () => {
  it("puts each service after those it depends on, and leaves the rest as it was", () => {
    expect(names(plan("a", "c"), plan("b"), plan("c", "d"), plan("d"))).toEqual(["d", "c", "a", "b"]);
  });

  it("names a service that nobody has", () => {
    expect(() => names(plan("a", "x"), plan("b"))).toThrow(
      'service "a" depends on unknown service "x"; there are: a, b',
    );
  });

  it("names the services of a circle", () => {
    expect(() => names(plan("a", "b"), plan("b", "c"), plan("c", "b"))).toThrow(
      "circular dependency: b -> c -> b",
    );
  });
});
