/*
 * What a message or enum cannot be called in the file that ts-proto prints: words of the language, and what the
 * printed code itself declares or takes from the language without saying `globalThis`.
 */

const words =
  "break case catch class const continue debugger default delete do else enum export extends false finally for " +
  "function if import in instanceof new null return super switch this throw true try typeof var void while with " +
  "implements interface let package private protected public static yield await eval arguments " +
  "any unknown never object string number boolean symbol bigint undefined type";

const globals =
  "Array AsyncIterable BigInt Buffer Exclude Iterable Map Omit Partial ReadonlyArray Temporal Uint8Array " +
  "globalThis parseInt";

const declared =
  "AnyValueWrapperFns Builtin DeepPartial Exact Extension ExtensionFns ExtensionHolder FieldMaskWrapperFns " +
  "KeysOfUnion ListValueWrapperFns Long MessageFns StructWrapperFns UnknownMessage anyJsonValueTypes " +
  "base64FromBytes bytesFromBase64 floatToJson fromJsonTimestamp fromTimestamp isObject isSet longToNumber " +
  "messageTypeRegistry numberToLong protobufFileName protobufPackage timestampFromJson timestampJsonRegex " +
  "timestampToJson toTimestamp";

const always: readonly string[] = `${words} ${globals} ${declared}`.split(" ");
const withJson: readonly string[] = ["Math", "NaN", "Number", "String"];
const withPrototypes: readonly string[] = ["Object"];

/** What the value of an enum cannot be called: words, and ts-proto's own value for what it does not know. */
export function unusableValueNames(tsProto: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  return new Set([...words.split(" "), tsProto.get("unrecognizedEnumName")?.[0] ?? "UNRECOGNIZED"]);
}

/** @param tsProto ts-proto's options, as given */
export function unusableNames(tsProto: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const has = (name: string, value: string) => tsProto.get(name)?.includes(value) ?? false;
  return new Set([
    ...always,
    ...(has("outputJsonMethods", "false") ? [] : withJson),
    ...(has("usePrototypeForDefaults", "true") ? withPrototypes : []),
  ]);
}
