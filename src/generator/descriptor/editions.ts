import { Edition } from "ts-proto-descriptors";
import type { GeneratorError } from "../generator-error.js";
import type { ProtoFile } from "../request.js";
import { errorAt } from "./source-locations.js";

/** The editions that code is generated for, as buf and protoc are told. */
export const minimumEdition: Edition = Edition.EDITION_PROTO2;
export const maximumEdition: Edition = Edition.EDITION_2024;

/** What is wrong with the edition of a file: what a later one means is not known. */
export function tooNew(file: ProtoFile): GeneratorError | undefined {
  if (file.descriptor.edition <= maximumEdition) return undefined;
  return errorAt(file, "expected an edition up to 2024, got a later one", [[14], [12]]);
}
