import { describe, expect, it } from "vitest";
import { resolvePath } from "./resolve-path.js";

describe("a path that names service and endpoint", () => {
  // As micro 1.0's resolver has it.
  it.each([
    ["/foo", "foo", "Foo"],
    ["/foo/bar", "foo", "Foo.Bar"],
    ["/foo/foo/bar", "foo", "Foo.Bar"],
    ["/foo/bar/baz", "foo", "Bar.Baz"],
    ["/foo/bar/baz-xyz", "foo", "Bar.BazXyz"],
    ["/foo/bar/baz_xyz", "foo", "Bar.Baz_xyz"],
    ["/foo/bar/baz/cat", "foo.bar", "Baz.Cat"],
    ["/foo/bar/baz/cat/car", "foo.bar.baz", "Cat.Car"],
    ["/foo/fooBar/bazCat", "foo", "FooBar.BazCat"],
    ["/v1/foo", "v1", "V1.Foo"],
    ["/v1/foo/bar", "v1.foo", "Foo.Bar"],
    ["/v1/foo/bar/baz", "v1.foo", "Bar.Baz"],
    ["/v1/foo/bar/baz/cat", "v1.foo.bar", "Baz.Cat"],
    ["/user-api/hello", "user-api", "UserApi.Hello"],
  ])("%s is %s %s", (path, service, endpoint) => {
    expect(resolvePath(path, "")).toEqual({ service, endpoint });
  });

  it.each(["/", "/foo/", "//foo", "/foo//bar", "/foo/../bar", "/./foo"])("%s names nothing", (path) => {
    expect(resolvePath(path, "")).toBeUndefined();
  });

  it.each([
    ["", "foo.bar"],
    ["go.micro.api", "go.micro.api.foo.bar"],
    ["go.micro.api.", "go.micro.api.foo.bar"],
    ["shop-", "shop-foo-bar"],
  ])("in the namespace %j is %s", (namespace, service) => {
    expect(resolvePath("/foo/bar/baz/cat", namespace)).toEqual({ service, endpoint: "Baz.Cat" });
  });
});
