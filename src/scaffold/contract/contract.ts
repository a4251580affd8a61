/*
 * What a project's `.proto` files promise, as far as handwritten code must know of it.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFileRegistry, type DescFile, type DescService, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { serviceNames } from "../../generator/stub/declared-names.js";
import { methodNames } from "../../generator/stub/method-names.js";
import { splitWords } from "../project/names.js";
import type { Buf } from "../tools/buf.js";

export interface ContractMethod {
  /** `SayHello` */
  readonly protoName: string;
  /** `sayHello` */
  readonly name: string;
}

export interface ContractService {
  /** `greeter.v1.Greeter` */
  readonly typeName: string;
  /** `Greeter` */
  readonly name: string;
  /** `greeter`: what its files are called */
  readonly alias: string;
  /** `greeter` */
  readonly variable: string;
  /** `GreeterHandler` */
  readonly handlerType: string;
  /** `registerGreeterHandler` */
  readonly register: string;
  /** Where the stubs are, below the folder of generated code: `greeter/v1/greeter.micro.js` */
  readonly stub: string;
  readonly methods: readonly ContractMethod[];
}

/** Reads the services of a contract, in the order of their files. @throws {Error} with what buf finds wrong */
export async function readContract(buf: Buf): Promise<ContractService[]> {
  const folder = await mkdtemp(join(tmpdir(), "micro-contract-"));
  try {
    const file = join(folder, "contract.binpb");
    await buf(["build", "--as-file-descriptor-set", "--exclude-source-info", "--output", file]);
    const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, await readFile(file)));
    return [...registry.files].flatMap((it) => it.services.map((service) => describe(it, service)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function describe(file: DescFile, service: DescService): ContractService {
  const words = splitWords(service.name);
  const names = serviceNames(service.name);
  const local = methodNames(service.methods.map((it) => it.name));
  return {
    typeName: service.typeName,
    name: service.name,
    alias: words.join("-"),
    variable: service.name.charAt(0).toLowerCase() + service.name.slice(1),
    handlerType: names.handler,
    register: names.register,
    stub: `${file.name}.micro.js`,
    methods: service.methods.map((it, index) => ({ protoName: it.name, name: local[index] ?? it.name })),
  };
}
