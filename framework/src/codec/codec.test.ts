import {
  bytesCodec,
  createProto3JsonCodec,
  goJsonCodec,
  proto3JsonCodec,
  protobufCodec,
} from "@ts-micro/framework";
import { codecContract } from "@ts-micro/framework/testing";
import { describe, it } from "vitest";

const codecs = {
  protobuf: protobufCodec,
  bytes: bytesCodec,
  "Go's JSON": goJsonCodec,
  "proto3 JSON": proto3JsonCodec,
  "strict proto3 JSON": createProto3JsonCodec({ ignoreUnknown: false }),
};

for (const [name, codec] of Object.entries(codecs)) {
  const suite = codecContract(name, { create: () => codec });
  describe(suite.name, () => {
    for (const { name, run } of suite.cases) it(name, run);
  });
}
