import { fileURLToPath } from "node:url";

/** A plugin, and the options under which it prints messages and typed services. */
export interface Contender {
  readonly name: string;
  readonly executable: string;
  readonly parameter: string;
}

const own: Contender = {
  name: "protoc-gen-micro",
  executable: pathOf("../../dist/protoc-plugin/protoc-gen-micro.cjs"),
  parameter: "",
};

export const contenders: readonly Contender[] = [
  own,
  {
    name: "ts-proto",
    executable: pathOf("../node_modules/ts-proto/protoc-gen-ts_proto"),
    parameter: "outputServices=generic-definitions,esModuleInterop=true",
  },
  {
    name: "protoc-gen-es",
    executable: pathOf("../node_modules/@bufbuild/protoc-gen-es/bin/protoc-gen-es"),
    parameter: "target=ts",
  },
];

/** What the options cost that are off by default. */
export const variants: readonly Contender[] = [
  own,
  ...["outputJsonMethods=true", "unknownFields=true"].map((it) => ({ ...own, name: it, parameter: it })),
];

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
