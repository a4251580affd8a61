import { describe, expect, it } from "vitest";
import type { ContractService } from "./contract.js";
import { findHandler, missingMethods } from "./handler-files.js";

const service: ContractService = {
  typeName: "greeter.v1.Greeter",
  name: "Greeter",
  alias: "greeter",
  handlerType: "GreeterHandler",
  register: "registerGreeterHandler",
  stub: "greeter/v1/greeter.micro.js",
  methods: [{ protoName: "Hello", name: "hello", kind: "unary" }],
  file: "greeter/v1/greeter.proto",
  packageName: "greeter.v1",
  end: { line: 0, column: 0 },
};
const file = (text: string) => ({ path: "src/handler/any.ts", text });
const missing = (text: string) => missingMethods(service, file(text)).map((it) => it.name);

describe("findHandler", () => {
  it("goes by what a file imports, not by what it is called", () => {
    const handler = file('import type { GreeterHandler } from "../gen/greeter/v1/greeter.micro.js";');
    const other = file('import type { GreeterHandler } from "../gen/greeter/v2/greeter.micro.js";');
    const client = file('import type { GreeterClient } from "../gen/greeter/v1/greeter.micro.js";');
    expect(findHandler(service, [other, client, handler])).toBe(handler);
    expect(findHandler(service, [other, client])).toBeUndefined();
  });
});

describe("missingMethods", () => {
  it.each([
    "  hello(request) {",
    "  async hello(request) {",
    "  async *hello(request) {",
    "  *hello(request) {",
    "  hello: (request) => ({",
    "  hello,",
    "  public async hello(",
    "  hello = async (request: HelloRequest) => {",
    "\thello<T>(request: T) {",
  ])("sees that %j defines a method", (line) => {
    expect(missing(`{\n${line}\n}`)).toEqual([]);
  });

  it.each([
    "  // hello(request)",
    "  helloAll(request) {",
    "  return this.hello(request);",
    '  "hello": 1,',
    "",
  ])("sees that %j defines none", (line) => {
    expect(missing(`{\n${line}\n}`)).toEqual(["hello"]);
  });
});
