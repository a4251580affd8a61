import { describe, expect, it } from "vitest";
import { Refusal } from "../refusal.js";
import { deriveNames } from "./names.js";

const cwd = "/home/me";

/** input, directory, npm name, proto package, service, variable, registry name and alias */
const accepted: readonly (readonly [string, string, string, string, string, string, string])[] = [
  ["greeter", "/home/me/greeter", "greeter", "greeter.v1", "Greeter", "greeter", "greeter"],
  ["foo-bar", "/home/me/foo-bar", "foo-bar", "foo_bar.v1", "FooBar", "fooBar", "foo-bar"],
  ["foo_bar", "/home/me/foo_bar", "foo-bar", "foo_bar.v1", "FooBar", "fooBar", "foo-bar"],
  ["FooBar", "/home/me/FooBar", "foo-bar", "foo_bar.v1", "FooBar", "fooBar", "foo-bar"],
  ["fooBar", "/home/me/fooBar", "foo-bar", "foo_bar.v1", "FooBar", "fooBar", "foo-bar"],
  ["foo-Bar", "/home/me/foo-Bar", "foo-bar", "foo_bar.v1", "FooBar", "fooBar", "foo-bar"],
  ["Greeter", "/home/me/Greeter", "greeter", "greeter.v1", "Greeter", "greeter", "greeter"],
  ["GREETER", "/home/me/GREETER", "greeter", "greeter.v1", "Greeter", "greeter", "greeter"],
  [
    "HTTPServer",
    "/home/me/HTTPServer",
    "http-server",
    "http_server.v1",
    "HttpServer",
    "httpServer",
    "http-server",
  ],
  ["userAPI", "/home/me/userAPI", "user-api", "user_api.v1", "UserApi", "userApi", "user-api"],
  ["a-b-c", "/home/me/a-b-c", "a-b-c", "a_b_c.v1", "ABC", "aBC", "a-b-c"],
  ["a", "/home/me/a", "a", "a.v1", "A", "a", "a"],
  ["user2", "/home/me/user2", "user2", "user2.v1", "User2", "user2", "user2"],
  ["user-2", "/home/me/user-2", "user-2", "user_2.v1", "User2", "user2", "user-2"],
  [
    "oauth2-server",
    "/home/me/oauth2-server",
    "oauth2-server",
    "oauth2_server.v1",
    "Oauth2Server",
    "oauth2Server",
    "oauth2-server",
  ],
  ["v1", "/home/me/v1", "v1", "v1.v1", "V1", "v1", "v1"],
  ["@acme/user-api", "/home/me/user-api", "@acme/user-api", "user_api.v1", "UserApi", "userApi", "user-api"],
  ["@acme/UserApi", "/home/me/UserApi", "@acme/user-api", "user_api.v1", "UserApi", "userApi", "user-api"],
  ["@a.b-c/greeter", "/home/me/greeter", "@a.b-c/greeter", "greeter.v1", "Greeter", "greeter", "greeter"],
  ["@acme/greeter/", "/home/me/greeter", "@acme/greeter", "greeter.v1", "Greeter", "greeter", "greeter"],
  ["services/greeter", "/home/me/services/greeter", "greeter", "greeter.v1", "Greeter", "greeter", "greeter"],
  ["./greeter", "/home/me/greeter", "greeter", "greeter.v1", "Greeter", "greeter", "greeter"],
  ["greeter/", "/home/me/greeter", "greeter", "greeter.v1", "Greeter", "greeter", "greeter"],
  ["../x/greeter", "/home/x/greeter", "greeter", "greeter.v1", "Greeter", "greeter", "greeter"],
  ["x/../greeter", "/home/me/greeter", "greeter", "greeter.v1", "Greeter", "greeter", "greeter"],
  ["/abs/greeter", "/abs/greeter", "greeter", "greeter.v1", "Greeter", "greeter", "greeter"],
  [
    "/abs/my folder/greeter",
    "/abs/my folder/greeter",
    "greeter",
    "greeter.v1",
    "Greeter",
    "greeter",
    "greeter",
  ],
  ["./@acme/greeter", "/home/me/@acme/greeter", "greeter", "greeter.v1", "Greeter", "greeter", "greeter"],
  [".", "/home/me", "me", "me.v1", "Me", "me", "me"],
  ["..", "/home", "home", "home.v1", "Home", "home", "home"],
  // JavaScript's words are fine where nothing is called exactly so.
  ["class", "/home/me/class", "class", "class.v1", "Class", "class", "class"],
  ["import", "/home/me/import", "import", "import.v1", "Import", "import", "import"],
  ["package", "/home/me/package", "package", "package.v1", "Package", "package", "package"],
  ["await", "/home/me/await", "await", "await.v1", "Await", "await", "await"],
  [
    "constructor",
    "/home/me/constructor",
    "constructor",
    "constructor.v1",
    "Constructor",
    "constructor",
    "constructor",
  ],
  ["rpc", "/home/me/rpc", "rpc", "rpc.v1", "Rpc", "rpc", "rpc"],
  ["int32", "/home/me/int32", "int32", "int32.v1", "Int32", "int32", "int32"],
  ["true", "/home/me/true", "true", "true.v1", "True", "true", "true"],
  ["stream", "/home/me/stream", "stream", "stream.v1", "Stream", "stream", "stream"],
  ["http", "/home/me/http", "http", "http.v1", "Http", "http", "http"],
  // Class names that mean something already are made longer.
  ["promise", "/home/me/promise", "promise", "promise.v1", "PromiseService", "promiseService", "promise"],
  ["buffer", "/home/me/buffer", "buffer", "buffer.v1", "BufferService", "bufferService", "buffer"],
  ["error", "/home/me/error", "error", "error.v1", "ErrorService", "errorService", "error"],
  ["date", "/home/me/date", "date", "date.v1", "DateService", "dateService", "date"],
  ["map", "/home/me/map", "map", "map.v1", "MapService", "mapService", "map"],
  ["object", "/home/me/object", "object", "object.v1", "ObjectService", "objectService", "object"],
  ["string", "/home/me/string", "string", "string.v1", "StringService", "stringService", "string"],
  ["symbol", "/home/me/symbol", "symbol", "symbol.v1", "SymbolService", "symbolService", "symbol"],
  ["event", "/home/me/event", "event", "event.v1", "EventService", "eventService", "event"],
  ["file", "/home/me/file", "file", "file.v1", "FileService", "fileService", "file"],
  ["request", "/home/me/request", "request", "request.v1", "RequestService", "requestService", "request"],
  ["partial", "/home/me/partial", "partial", "partial.v1", "PartialService", "partialService", "partial"],
  ["client", "/home/me/client", "client", "client.v1", "ClientService", "clientService", "client"],
  ["service", "/home/me/service", "service", "service.v1", "ServiceService", "serviceService", "service"],
  [
    "uint8-array",
    "/home/me/uint8-array",
    "uint8-array",
    "uint8_array.v1",
    "Uint8ArrayService",
    "uint8ArrayService",
    "uint8-array",
  ],
  [
    "hello-request",
    "/home/me/hello-request",
    "hello-request",
    "hello_request.v1",
    "HelloRequestService",
    "helloRequestService",
    "hello-request",
  ],
  [
    "greetings-request",
    "/home/me/greetings-request",
    "greetings-request",
    "greetings_request.v1",
    "GreetingsRequestService",
    "greetingsRequestService",
    "greetings-request",
  ],
  [
    "greetings-response",
    "/home/me/greetings-response",
    "greetings-response",
    "greetings_response.v1",
    "GreetingsResponseService",
    "greetingsResponseService",
    "greetings-response",
  ],
  [
    "a".repeat(63),
    `/home/me/${"a".repeat(63)}`,
    "a".repeat(63),
    `${"a".repeat(63)}.v1`,
    `A${"a".repeat(62)}`,
    "a".repeat(63),
    "a".repeat(63),
  ],
];

/** input, what the message says, the suggestion */
const refused: readonly (readonly [string, string, string])[] = [
  ["größe", "only letters", "groesse"],
  ["Größe 日本", "only letters", "groesse"],
  ["日本", "only letters", "service"],
  ["café", "only letters", "cafe"],
  ["søren", "only letters", "soren"],
  ["1foo", "digit", "foo1"],
  ["42", "digit", "service42"],
  ["2-fast", "digit", "fast2"],
  ["foo bar", "only letters", "foo-bar"],
  [" foo", "only letters", "foo"],
  ["foo.bar", "only letters", "foo-bar"],
  ["foo--bar", "only letters", "foo-bar"],
  ["foo-", "only letters", "foo"],
  ["-foo", "only letters", "foo"],
  ["_foo", "only letters", "foo"],
  [".foo", "only letters", "foo"],
  ["foo;rm -rf", "only letters", "foo-rm-rf"],
  ["foo\\bar", "only letters", "foo-bar"],
  ["foo\nbar", "only letters", "foo-bar"],
  ["foo\0bar", "only letters", "foo-bar"],
  ["foo:bar", "only letters", "foo-bar"],
  ["$(id)", "only letters", "id"],
  ["`id`", "only letters", "id"],
  ["{{name}}", "only letters", "name"],
  ["!!!", "only letters", "service"],
  ["😀", "only letters", "service"],
  ["/", "empty", "service"],
  ["node_modules", "reserved", "node-modules-service"],
  ["favicon.ico", "only letters", "favicon-ico"],
  ["con", "reserved", "con-service"],
  ["CON", "reserved", "con-service"],
  ["nul", "reserved", "nul-service"],
  ["aux", "reserved", "aux-service"],
  ["prn", "reserved", "prn-service"],
  ["com1", "reserved", "com1-service"],
  ["lpt9", "reserved", "lpt9-service"],
  ["a".repeat(64), "longer than 63", "a".repeat(63)],
  ["x".repeat(300), "longer than 63", "x".repeat(63)],
  ["@acme/größe", "only letters", "groesse"],
  ["@acme/", "only letters", "acme"],
];

describe("deriveNames", () => {
  it.each(accepted)("derives from %j", (...row) => {
    const [input, directory, packageName, protoPackage, service, variable, alias] = row;
    expect(deriveNames(input, { cwd })).toEqual({
      directory,
      packageName,
      alias,
      protoName: protoPackage.slice(0, -".v1".length),
      protoPackage,
      service,
      variable,
      registryName: alias,
    });
  });

  it.each(refused)("refuses %j", (input, reason, suggestion) => {
    const derive = () => deriveNames(input, { cwd });
    expect(derive).toThrow(Refusal);
    expect(derive).toThrow(reason);
    expect(derive).toThrow(`try "${suggestion}"`);
  });

  it.each(refused)("suggests for %j what it accepts", (_input, _reason, suggestion) => {
    expect(deriveNames(suggestion, { cwd }).alias).toBe(suggestion);
  });

  it("says one line, whatever was typed", () => {
    expect(() => deriveNames("a\nb", { cwd })).toThrow(/^[^\n]*$/);
  });

  it("has more rows than anyone wants to read", () => {
    expect(accepted.length + refused.length).toBeGreaterThanOrEqual(80);
  });

  it("names the project apart from its folder", () => {
    const names = deriveNames("deploy/x1", { cwd, name: "@acme/greeter" });
    expect(names.directory).toBe("/home/me/deploy/x1");
    expect(names.packageName).toBe("@acme/greeter");
    expect(names.service).toBe("Greeter");
  });

  it("checks the given name, not the folder", () => {
    expect(deriveNames("größe", { cwd, name: "size" }).directory).toBe("/home/me/größe");
    expect(() => deriveNames("size", { cwd, name: "größe" })).toThrow('try "groesse"');
  });

  it("puts the namespace before the registry's name, and nowhere else", () => {
    const names = deriveNames("greeter", { cwd, namespace: "go.micro.srv" });
    expect(names.registryName).toBe("go.micro.srv.greeter");
    expect(names.alias).toBe("greeter");
  });

  it.each(["go micro", ".go", "go.", "Go", "", "gö"])("refuses the namespace %j", (namespace) => {
    expect(() => deriveNames("greeter", { cwd, namespace })).toThrow(/namespace.*try "go\.micro\.srv"/);
  });

  it.each(["@Acme", "@", "@-x", "@a b"])("refuses the scope %j", (scope) => {
    expect(() => deriveNames(`${scope}/greeter`, { cwd })).toThrow(Refusal);
  });
});
