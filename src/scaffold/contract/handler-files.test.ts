import { describe, expect, it } from "vitest";
import type { ContractService } from "./contract.js";
import { findDefinition, findHandler } from "./handler-files.js";

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
const file = (text: string) => ({ path: "src/handler/any.ts", text, mode: 0o644 });

describe("findHandler", () => {
  it("goes by what a file imports, not by what it is called", () => {
    const handler = file('import type { GreeterHandler } from "../gen/greeter/v1/greeter.micro.js";');
    const other = file('import type { GreeterHandler } from "../gen/greeter/v2/greeter.micro.js";');
    const quoted = file("import { type GreeterHandler } from '../gen/greeter/v1/greeter.micro'");
    const client = file('import type { GreeterClient } from "../gen/greeter/v1/greeter.micro.js";');
    expect(findHandler(service, [other, client, handler])).toBe(handler);
    expect(findHandler(service, [other, quoted])).toBe(quoted);
    expect(findHandler(service, [other, client])).toBeUndefined();
  });
});

describe("findDefinition", () => {
  it.each([
    "  hello(request) {",
    "  async hello(request) {",
    "  async *hello(request) {",
    "  async* hello(request) {",
    "  *hello(request) {",
    "  hello: (request) => ({",
    "  hello,",
    "export const greeterHandler = { hello, greetings };",
    "export const greeterHandler = { greetings, hello }",
    "  public async hello(",
    "  hello = async (request: HelloRequest) => {",
    "\thello<T>(request: T) {",
    "  hello() { throw unimplemented(); }",
  ])("sees that %j defines a method", (line) => {
    expect(findDefinition("hello", `{\n${line}\n}`)).toBe(2);
  });

  it.each([
    "  // hello(request)",
    "  helloAll(request) {",
    "  return this.hello(request);",
    "  hello(1);",
    '  "hello": 1,',
    "",
  ])("sees that %j defines none", (line) => {
    expect(findDefinition("hello", `{\n${line}\n}`)).toBeUndefined();
  });
});
