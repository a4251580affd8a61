import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { beforeAll, describe, expect, it } from "vitest";
import { settingNames } from "../framework/src/cmd/settings.js";

const root = join(import.meta.dirname, "..");
const grpcLimits: [file: string, name: string] = ["transport/grpc/grpc-options.ts", "GrpcLimits"];
/** Where the package and its dependencies are found by name, as in a user's project. */
const folder = join(root, "node_modules/.cache/framework-readme");
const program = join(folder, "readme.ts");

let readme = "";
let code = "";

beforeAll(async () => {
  readme = await readFile(join(root, "framework/README.md"), "utf8");
  const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map((it) => it[1]);
  // Other greeters of this machine answer on mDNS too.
  code = blocks.join("\n").replaceAll(/"(greeter|listener)"/g, `"$1-${process.pid}"`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(join(root, "framework/test/gen"), join(folder, "gen"), { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(program, code);
});

describe("the README of the framework", { timeout: 120_000 }, () => {
  it("compiles", () => {
    const options: ts.CompilerOptions = {
      strict: true,
      noEmit: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      types: ["node"],
    };
    const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram([program], options));
    expect(diagnostics.map((it) => ts.flattenDiagnosticMessageText(it.messageText, "\n"))).toEqual([]);
  });

  it("prints what it says", async () => {
    const loopback = ["--server_address=127.0.0.1:0", "--registry_address=127.0.0.1"];
    const node = ["--import", "tsx", program, ...loopback];
    const { stdout } = await promisify(execFile)(process.execPath, node, { timeout: 100_000 });
    expect(stdout.trim().split("\n")).toEqual([...code.matchAll(/\/\/=> (.*)$/gm)].map((it) => it[1]));
  });

  it("has every setting in its table", () => {
    const rows = [...readme.matchAll(/^\| `--(\w+)` \| `MICRO_(\w+)` \|/gm)];
    expect(rows.map((it) => it[1]).sort()).toEqual([...settingNames].sort());
    expect(rows.map((it) => it[2]?.toLowerCase())).toEqual(rows.map((it) => it[1]));
  });

  it.each<[string, [file: string, name: string][]]>([
    ["Options of a call", [["client/client.ts", "CallOptions"]]],
    [
      "Options of a service",
      [
        ["server/server-options.ts", "ServerOptions"],
        ["service/service-options.ts", "ServiceOptions"],
      ],
    ],
    ["Options of `createHttpTransport`", [["transport/http/http-transport.ts", "HttpTransportOptions"]]],
    ["Options of `createGrpcTransport`", [["transport/grpc/grpc-transport.ts", "GrpcTransportOptions"]]],
    ["Options of a gRPC server", [grpcLimits, ["transport/grpc/grpc-options.ts", "GrpcServerOptions"]]],
    ["Options of a gRPC client", [grpcLimits, ["transport/grpc/grpc-options.ts", "GrpcClientOptions"]]],
    ["Settings of HTTP/2", [["transport/http2/http2.ts", "Http2Settings"]]],
    ["Options of `createConnectProtocol`", [["transport/connect/connect-options.ts", "ConnectOptions"]]],
    ["Options of `createHttpBroker`", [["broker/http/http-broker.ts", "HttpBrokerOptions"]]],
  ])("has in %s each of them, with the default that its docstring says", async (heading, interfaces) => {
    const documented = await Promise.all(interfaces.map(([file, name]) => defaultsOf(file, name)));
    // A service listens on the first of its transports.
    const { transport: _, ...options } = Object.assign({}, ...documented);
    expect(rowsOf(heading)).toEqual(options);
  });
});

/** The table behind a heading: from its first column to its second. */
function rowsOf(heading: string): Record<string, string> {
  const [, section = ""] = readme.split(`# ${heading}\n`);
  const [text = ""] = section.split(/^#/m);
  const rows = [...text.matchAll(/^\| `(\w+)` \| (.*?) ?\|/gm)];
  return Object.fromEntries(rows.map(([, option = "", standard = ""]) => [option, plain(standard)]));
}

/** The members of an interface, each with what stands behind `@default`. */
async function defaultsOf(file: string, name: string): Promise<Record<string, string>> {
  const path = join(root, "framework/src", file);
  const source = ts.createSourceFile(path, await readFile(path, "utf8"), ts.ScriptTarget.Latest, true);
  const declaration = source.statements.find(
    (it): it is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(it) && it.name.text === name,
  );
  const members = declaration?.members ?? [];
  return Object.fromEntries(
    members.map((it) => {
      const tag = ts.getJSDocTags(it).find(({ tagName }) => tagName.text === "default");
      return [it.name?.getText() ?? "", plain(ts.getTextOfJSDocComment(tag?.comment) ?? "")];
    }),
  );
}

/** Without the marks of code: `"latest"` and 60_000 are latest and 60000. */
function plain(text: string): string {
  return text
    .replaceAll(/[`"]/g, "")
    .replaceAll(/(?<=\d)_(?=\d)/g, "")
    .trim();
}
