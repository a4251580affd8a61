/*
 * What a project's `.proto` files promise, as far as handwritten code must know of it.
 */

import type { DescFile, DescMethod, DescService, FileRegistry } from "@bufbuild/protobuf";
import { serviceNames } from "../../generator/stub/declared-names.js";
import { methodNames } from "../../generator/stub/method-names.js";
import type { Buf } from "../tools/buf.js";
import { splitWords } from "../words.js";
import { buildFiles } from "./build-files.js";

export interface ContractMethod {
  /** `SayHello` */
  readonly protoName: string;
  /** `sayHello` */
  readonly name: string;
  readonly kind: DescMethod["methodKind"];
}

export interface ContractService {
  /** `greeter.v1.Greeter` */
  readonly typeName: string;
  /** `Greeter` */
  readonly name: string;
  /** `greeter`: what its files are called */
  readonly alias: string;
  /** `GreeterHandler` */
  readonly handlerType: string;
  /** `registerGreeterHandler` */
  readonly register: string;
  /** Where the stubs are, below the folder of generated code: `greeter/v1/greeter.micro.js` */
  readonly stub: string;
  readonly methods: readonly ContractMethod[];
  /** Its `.proto`, below the module's folder: `greeter/v1/greeter.proto` */
  readonly file: string;
  /** `greeter.v1` */
  readonly packageName: string;
  /** Where its closing brace is, counted from 0. */
  readonly end: { readonly line: number; readonly column: number };
}

export interface Contract {
  /** In the order of their files. */
  readonly services: readonly ContractService[];
  /** The full names of all messages, enums and services. */
  readonly typeNames: ReadonlySet<string>;
}

/** @throws {Error} with what buf finds wrong */
export async function readContract(buf: Buf): Promise<Contract> {
  const registry = await buildFiles(buf);
  const services = [...registry.files].flatMap((it) => it.services.map((service) => describe(it, service)));
  return { services, typeNames: typeNames(registry) };
}

function typeNames(registry: FileRegistry): Set<string> {
  return new Set([...registry].map((it) => it.typeName));
}

function describe(file: DescFile, service: DescService): ContractService {
  const words = splitWords(service.name);
  const names = serviceNames(service.name);
  const local = methodNames(service.methods.map((it) => it.name));
  return {
    typeName: service.typeName,
    name: service.name,
    alias: words.join("-"),
    handlerType: names.handler,
    register: names.register,
    stub: `${file.name}.micro.js`,
    methods: service.methods.map((it, index) => ({
      protoName: it.name,
      name: local[index] ?? it.name,
      kind: it.methodKind,
    })),
    file: `${file.name}.proto`,
    packageName: file.proto.package,
    end: endOf(file, file.services.indexOf(service)),
  };
}

/** A span is start line, start column, end line unless it is the same, and end column. */
function endOf(file: DescFile, index: number): { line: number; column: number } {
  const location = file.proto.sourceCodeInfo?.location.find(({ path }) => path.join() === `6,${index}`);
  const [startLine = 0, , third = 0, fourth] = location?.span ?? [];
  return fourth === undefined ? { line: startLine, column: third - 1 } : { line: third, column: fourth - 1 };
}
