import {
  FeatureSet_EnumType as EnumType,
  type FeatureSet,
  FeatureSet_FieldPresence as FieldPresence,
  type FileDescriptorProto,
  FeatureSet_MessageEncoding as MessageEncoding,
  FeatureSet_RepeatedFieldEncoding as RepeatedFieldEncoding,
} from "ts-proto-descriptors";

/** The features that decide how a message looks on the wire and in memory. */
export interface Features {
  /** Whether a field that is set to its default differs from one that is not set. */
  readonly presence: "explicit" | "implicit" | "required";
  readonly enums: "open" | "closed";
  readonly repeated: "packed" | "expanded";
  readonly messages: "length-prefixed" | "delimited";
}

const proto2: Features = {
  presence: "explicit",
  enums: "closed",
  repeated: "expanded",
  messages: "length-prefixed",
};
const proto3: Features = {
  presence: "implicit",
  enums: "open",
  repeated: "packed",
  messages: "length-prefixed",
};
/** The defaults of edition 2023, and of 2024. */
const editions: Features = { ...proto3, presence: "explicit" };

/** What holds for everything in a file that says nothing else. */
export function fileFeatures(file: FileDescriptorProto): Features {
  if (file.syntax === "proto3") return proto3;
  if (file.syntax === "editions") return inheritFeatures(editions, file.options?.features);
  return proto2;
}

/** What holds for a part of something, which may say otherwise. */
export function inheritFeatures(outer: Features, own: FeatureSet | undefined): Features {
  if (own === undefined) return outer;
  return {
    presence: presences.get(own.fieldPresence) ?? outer.presence,
    enums: enumTypes.get(own.enumType) ?? outer.enums,
    repeated: encodings.get(own.repeatedFieldEncoding) ?? outer.repeated,
    messages: messageEncodings.get(own.messageEncoding) ?? outer.messages,
  };
}

const presences: ReadonlyMap<FieldPresence, Features["presence"]> = new Map([
  [FieldPresence.EXPLICIT, "explicit"],
  [FieldPresence.IMPLICIT, "implicit"],
  [FieldPresence.LEGACY_REQUIRED, "required"],
]);
const enumTypes: ReadonlyMap<EnumType, Features["enums"]> = new Map([
  [EnumType.OPEN, "open"],
  [EnumType.CLOSED, "closed"],
]);
const encodings: ReadonlyMap<RepeatedFieldEncoding, Features["repeated"]> = new Map([
  [RepeatedFieldEncoding.PACKED, "packed"],
  [RepeatedFieldEncoding.EXPANDED, "expanded"],
]);
const messageEncodings: ReadonlyMap<MessageEncoding, Features["messages"]> = new Map([
  [MessageEncoding.LENGTH_PREFIXED, "length-prefixed"],
  [MessageEncoding.DELIMITED, "delimited"],
]);
