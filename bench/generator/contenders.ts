import { fileURLToPath } from "node:url";

/** A plugin, and the options under which it prints messages and typed services. */
export interface Contender {
  readonly name: string;
  readonly executable: string;
  readonly parameter: string;
  /** Whether a request of thousands of files ends in a response on a machine of ordinary size. */
  readonly endsWhenLarge: boolean;
}

export const contenders: readonly Contender[] = [
  {
    name: "protoc-gen-micro",
    executable: pathOf("../../dist/protoc-plugin/protoc-gen-micro.cjs"),
    parameter: "",
    endsWhenLarge: true,
  },
  {
    name: "ts-proto",
    executable: pathOf("../node_modules/ts-proto/protoc-gen-ts_proto"),
    parameter: "outputServices=generic-definitions,esModuleInterop=true",
    endsWhenLarge: false,
  },
  {
    name: "protoc-gen-es",
    executable: pathOf("../node_modules/@bufbuild/protoc-gen-es/bin/protoc-gen-es"),
    parameter: "target=ts",
    endsWhenLarge: true,
  },
];

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
