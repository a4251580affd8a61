import { type Features, fileFeatures, inheritFeatures } from "../descriptor/features.js";
import { errorAt } from "../descriptor/source-locations.js";
import { walk } from "../descriptor/walk.js";
import type { GeneratorError } from "../generator-error.js";
import type { ProtoFile } from "../request.js";

/**
 * What a file declares that its messages cannot do as the language demands.
 *
 * The enums of proto2 are closed too, but taken as open there, as in Go: they come from before one could choose.
 */
export function* unsupported(file: ProtoFile): Iterable<GeneratorError> {
  const { descriptor } = file;
  if (descriptor.syntax === "proto3") return;
  const ofFile = fileFeatures(descriptor);
  const scopes = new Map<string, Features>();
  for (const it of walk(descriptor)) {
    const outer = scopes.get(it.fullName.slice(0, it.fullName.lastIndexOf("."))) ?? ofFile;
    if (it.kind === "message") {
      scopes.set(it.fullName, inheritFeatures(outer, it.descriptor.options?.features));
      if (!it.descriptor.options?.messageSetWireFormat) continue;
      const message = `message ${it.fullName}: expected the usual wire format, got message_set_wire_format`;
      yield errorAt(file, message, [[...it.path, 7, 1], it.path]);
    }
    if (it.kind === "enum" && descriptor.syntax === "editions") {
      if (inheritFeatures(outer, it.descriptor.options?.features).enums === "open") continue;
      const message = `enum ${it.fullName}: expected features.enum_type = OPEN, got CLOSED`;
      yield errorAt(file, message, [[...it.path, 3, 7, 2], it.path]);
    }
  }
}
