import { createFileContext } from "ts-proto/build/src/context.js";
import { generateFile, makeUtils } from "ts-proto/build/src/main.js";
import { optionsFromParameter } from "ts-proto/build/src/options.js";
import { createTypeMap } from "ts-proto/build/src/types.js";
import { CodeGeneratorRequest, FileDescriptorProto } from "ts-proto-descriptors";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { layOut } from "../src/generator/messages/layout/lay-out.js";
import { tsProtoDefaults } from "../src/generator/options/ts-proto-options.js";
import { compileProto } from "./generator/compile-proto.js";

const everything = await compileProto(new URL("fixtures/everything", import.meta.url).pathname);

const variations = [
  "",
  "outputJsonMethods=true,forceLong=number,oneof=properties,unknownFields=true",
  "outputJsonMethods=true,useDate=true,env=node,stringEnums=true,forceLong=long,useMapType=true",
  "outputServices=default,outputServices=grpc-js,outputServices=generic-definitions,outputServices=nice-grpc",
  "outputExtensions=true,unknownFields=true,outputSchema=true,usePrototypeForDefaults=true,oneof=unions",
  "outputTypeRegistry=true,useReadonlyTypes=true,useOptionals=all,useNullAsOptional=true,useAsyncIterable=true",
];

describe("laying out what ts-proto prints", () => {
  for (const parameter of variations) {
    it(`keeps every token of the code under ${parameter || "the default options"}`, () => {
      for (const code of printRaw(parameter)) {
        expect(tokens(layOut(code))).toEqual(tokens(code));
      }
    });
  }

  it("indents by brackets and keeps lines short", () => {
    const [code] = printRaw("").slice(-1);
    const lines = layOut(code ?? "").split("\n");
    expect(lines.filter((line) => line.length > 110)).toEqual([]);
    expect(lines.filter((line) => /^ (?! *\*)/.test(line) && !/^( {2})+\S/.test(line))).toEqual([]);
  });

  it("comes out the same when it is laid out again", () => {
    const [code] = printRaw("").slice(-1);
    const once = layOut(code ?? "");
    expect(layOut(once)).toBe(once);
  });
});

function printRaw(parameter: string): string[] {
  const defaults = Object.entries(tsProtoDefaults).filter(([name]) => !parameter.includes(`${name}=`));
  const all = [...defaults.map(([name, value]) => `${name}=${value}`), parameter].join(",");
  const options = optionsFromParameter(all);
  const protoFile = everything.map((it) => FileDescriptorProto.decode(it));
  const typeMap = createTypeMap({ ...CodeGeneratorRequest.create(), protoFile }, options);
  const utils = makeUtils(options);
  return protoFile.map((it) => {
    const [path, code] = generateFile({ options, typeMap, utils, currentFile: createFileContext(it) }, it);
    return code.toString({ path, format: false });
  });
}

/** What the code says: its tokens, but for those that only end a line or a list, and the order of imports. */
function tokens(code: string): string[] {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, code);
  const found: string[] = [];
  let depth = 0;
  const templates: number[] = [];
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    let token: ts.SyntaxKind = kind;
    if (token === ts.SyntaxKind.SlashToken) scanner.reScanSlashToken();
    if (token === ts.SyntaxKind.CloseBraceToken && templates.at(-1) === depth) {
      token = scanner.reScanTemplateToken(false);
      if (token === ts.SyntaxKind.TemplateTail) templates.pop();
    } else if (token === ts.SyntaxKind.TemplateHead) templates.push(depth);
    else if (token === ts.SyntaxKind.OpenBraceToken) depth++;
    else if (token === ts.SyntaxKind.CloseBraceToken) depth--;
    const text = scanner.getTokenText();
    if (text === ";" || text === ",") continue;
    found.push(/^'[^"\\]*'$/.test(text) ? `"${text.slice(1, -1)}"` : text);
  }
  const end = found.findIndex((text, at) => text === "export" || found[at - 1] === "declare");
  return [...found.slice(0, end).sort(), ...found.slice(end)].filter((text) => text !== "|");
}
