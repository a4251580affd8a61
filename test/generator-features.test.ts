import { CodeGeneratorResponse, Edition, FileDescriptorProto } from "ts-proto-descriptors";
import { describe, expect, it } from "vitest";
import { generate } from "../src/generator/index.js";
import { buildRequest } from "./generator/compile-proto.js";

function generateEdition(edition: number): CodeGeneratorResponse {
  const file = FileDescriptorProto.fromPartial({ name: "a.proto", syntax: "editions", edition });
  const files = [FileDescriptorProto.encode(file).finish()];
  return generate(buildRequest({ files, filesToGenerate: ["a.proto"], parameter: "" }));
}

describe("what the plugin says that it can do", () => {
  it("is proto3 with optional, and editions from proto2 to 2024", () => {
    const response = generate(buildRequest({ files: [], filesToGenerate: [], parameter: "" }));
    expect(response).toEqual(
      CodeGeneratorResponse.fromPartial({
        supportedFeatures: 3,
        minimumEdition: Edition.EDITION_PROTO2,
        maximumEdition: Edition.EDITION_2024,
      }),
    );
  });

  it("is the same where it refuses something", () => {
    const response = generate(buildRequest({ files: [], filesToGenerate: [], parameter: "nothing=1" }));
    expect(response).toMatchObject({ error: 'unknown option "nothing"', supportedFeatures: 3 });
  });

  it("is held: a later edition is refused, whoever sends it", () => {
    expect(generateEdition(Edition.EDITION_2024).error).toBe("");
    expect(generateEdition(Edition.EDITION_2024 + 1).error).toBe(
      "a.proto: expected an edition up to 2024, got a later one",
    );
  });
});
