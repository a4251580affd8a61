import { type DescFile, toBinary } from "@bufbuild/protobuf";
import { nestedTypes } from "@bufbuild/protobuf/reflect";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import type { Server } from "../server/server.js";

/** The `.proto` files behind what a server serves, and what it subscribed to. */
export class DescribedFiles {
  readonly #byName = new Map<string, DescFile>();
  readonly #bySymbol = new Map<string, DescFile>();

  constructor({ definitions, topics }: Server) {
    for (const { file } of [...definitions, ...topics.map((it) => it.schema)]) {
      if (file !== undefined) this.#add(file.file);
    }
  }

  byName(name: string): DescFile | undefined {
    return this.#byName.get(name);
  }

  /** @param symbol the full name of a service, method, message, field or enum */
  bySymbol(symbol: string): DescFile | undefined {
    return this.#bySymbol.get(symbol);
  }

  #add(file: DescFile): void {
    const { name } = file.proto;
    if (this.#byName.has(name)) return;
    this.#byName.set(name, file);
    for (const symbol of symbolsOf(file)) this.#bySymbol.set(symbol, file);
    for (const dependency of file.dependencies) this.#add(dependency);
  }
}

/** The file and all that it imports, each after those it imports, serialised. */
export function serialiseWithImports(file: DescFile): Uint8Array[] {
  const found = new Set<DescFile>();
  const visit = (it: DescFile): void => {
    for (const dependency of it.dependencies) if (!found.has(dependency)) visit(dependency);
    found.add(it);
  };
  visit(file);
  return [...found].map((it) => toBinary(FileDescriptorProtoSchema, it.proto));
}

function* symbolsOf(file: DescFile): Iterable<string> {
  for (const type of nestedTypes(file)) {
    yield type.typeName;
    const members = type.kind === "service" ? type.methods : type.kind === "message" ? type.fields : [];
    for (const { name } of members) yield `${type.typeName}.${name}`;
  }
}
