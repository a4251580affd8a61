/*
 * The program under test: the runner sends it messages in one format and asks for them in another. It has nothing
 * of its own but generated code and the framework's codecs.
 */
import { readSync, writeSync } from "node:fs";
// biome-ignore lint/correctness/noUndeclaredDependencies: the manifest here has only what nobody else downloads
import type { Codec, MessageSchema } from "@ts-micro/framework";
// biome-ignore lint/correctness/noUndeclaredDependencies: as above, the manifest here has only what nobody else downloads
import { createProto3JsonCodec, proto3JsonCodec, protobufCodec } from "@ts-micro/framework";
import {
  ConformanceRequest,
  ConformanceResponse,
  TestCategory,
  WireFormat,
} from "./gen/conformance/conformance.js";
import * as conformance from "./gen/conformance/conformance.micro.js";
import * as edition2023 from "./gen/google/protobuf/test_messages_edition2023.micro.js";
import * as proto2 from "./gen/google/protobuf/test_messages_proto2.micro.js";
import * as proto2Editions from "./gen/google/protobuf/test_messages_proto2_editions.micro.js";
import * as proto3 from "./gen/google/protobuf/test_messages_proto3.micro.js";
import * as proto3Editions from "./gen/google/protobuf/test_messages_proto3_editions.micro.js";

type Result = ConformanceResponse["result"];

/** Of the formats that the suite knows, text and JSPB are not ours. */
const skipped: Result = { $case: "skipped", value: "neither protobuf nor JSON" };

const strictJsonCodec = createProto3JsonCodec({ ignoreUnknown: false });

const schemas = new Map<string, MessageSchema<unknown>>();
for (const module of [conformance, edition2023, proto2, proto2Editions, proto3, proto3Editions]) {
  for (const it of Object.values(module)) {
    if ("codec" in it) schemas.set(it.typeName, it as MessageSchema<unknown>);
  }
}

for (let request = readMessage(); request !== undefined; request = readMessage()) {
  const result = answer(ConformanceRequest.decode(request));
  writeMessage(ConformanceResponse.encode({ result }).finish());
}

function answer({ messageType, payload, requestedOutputFormat, testCategory }: ConformanceRequest): Result {
  const schema = schemas.get(messageType);
  if (schema === undefined) return { $case: "runtimeError", value: `no message type ${messageType}` };
  if (payload?.$case !== "protobufPayload" && payload?.$case !== "jsonPayload") return skipped;
  let message: unknown;
  try {
    message =
      payload.$case === "protobufPayload"
        ? protobufCodec.decode(schema, payload.value)
        : jsonReader(testCategory).decode(schema, Buffer.from(payload.value));
  } catch (error) {
    return { $case: "parseError", value: String(error) };
  }
  try {
    return write(schema, message, requestedOutputFormat);
  } catch (error) {
    return { $case: "serializeError", value: String(error) };
  }
}

/** The suite asks for either way to treat what is not known. */
function jsonReader(category: TestCategory): Codec {
  return category === TestCategory.JSON_IGNORE_UNKNOWN_PARSING_TEST ? proto3JsonCodec : strictJsonCodec;
}

function write(schema: MessageSchema<unknown>, message: unknown, format: WireFormat): Result {
  if (format === WireFormat.PROTOBUF) {
    return { $case: "protobufPayload", value: protobufCodec.encode(schema, message) };
  }
  if (format !== WireFormat.JSON) return skipped;
  return { $case: "jsonPayload", value: Buffer.from(proto3JsonCodec.encode(schema, message)).toString() };
}

/** @returns undefined when the runner has no more */
function readMessage(): Buffer | undefined {
  const length = readBytes(4);
  return length && readBytes(length.readUInt32LE());
}

function readBytes(count: number): Buffer | undefined {
  const bytes = Buffer.alloc(count);
  for (let have = 0; have < count; ) {
    const more = readSync(0, bytes, have, count - have, null);
    if (more === 0) return undefined;
    have += more;
  }
  return bytes;
}

function writeMessage(message: Uint8Array): void {
  const bytes = Buffer.alloc(4 + message.length);
  bytes.writeUInt32LE(message.length);
  bytes.set(message, 4);
  for (let written = 0; written < bytes.length; ) written += writeSync(1, bytes, written);
}
