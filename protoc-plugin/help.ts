import { readFileSync } from "node:fs";
import { ownOptions } from "../src/generator/options/own-options.js";

/** What `--version` prints: the version of the package. */
export function version(): string {
  const manifest = new URL("../../package.json", import.meta.url);
  return `${JSON.parse(readFileSync(manifest, "utf8")).version}\n`;
}

/** What `--help` prints. */
export function help(): string {
  const options = Object.entries(ownOptions).map(([name, { kind, byDefault, meaning }]) => {
    const values = Array.isArray(kind) ? kind.join("|") : kind === "boolean" ? "true|false" : `<${kind}>`;
    return `  ${name}=${values}\n      ${meaning} Default: ${byDefault}`;
  });
  return `protoc-gen-micro generates TypeScript messages, clients and handler interfaces from .proto files.
It is a plugin: buf and protoc run it.

  buf.gen.yaml:   plugins:
                    - local: protoc-gen-micro
                      out: src/gen
  protoc:         protoc --micro_out=src/gen greeter.proto

Options (opt: in buf.gen.yaml, --micro_opt= for protoc):
${options.join("\n")}
  <option of ts-proto>=<value>, M<file>=<module>
      Passed on to ts-proto, which prints the messages.
`;
}
