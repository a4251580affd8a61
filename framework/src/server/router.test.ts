import { describe, expect, it } from "vitest";
import { GreeterDefinition } from "../../test/gen/greeter.micro.js";
import type { Route } from "./route.js";
import { Router } from "./router.js";

describe("a router", () => {
  const router = new Router();
  const route: Route = {
    method: GreeterDefinition.methods.hello,
    invoke: () => ({}),
    internal: false,
    metadata: {},
  };
  router.add(route);

  it.each([
    "Greeter.Hello",
    "/greeter.v1.Greeter/Hello",
    "/Greeter/Hello",
    "/go.micro.srv.greeter.Greeter/Hello",
    "/proto.Greeter/Hello",
  ])("finds Greeter.Hello by %s", (name) => {
    expect(router.find(name)).toBe(route);
  });

  it.each([
    "",
    "/",
    "Hello",
    "greeter.Hello",
    "Greeter.hello",
    "/Greeter",
    "/greeter.v1.Greeter/",
    "Greeter/Hello",
  ])("finds nothing by %j", (name) => {
    expect(router.find(name)).toBeUndefined();
  });
});
