/*
 * Options that several commands have.
 */
import { InvalidArgumentError, Option } from "commander";
import { parseDuration } from "./text/duration.js";

export interface OutputFlag {
  readonly output: "text" | "json";
}

/** `--output json`: for machines. */
export function outputOption(): Option {
  return new Option("-o, --output <format>", "how to print").choices(["text", "json"]).default("text");
}

/** `--metadata key=value`, as often as there are pairs. */
export function metadataOption(): Option {
  return new Option("-m, --metadata <key=value>", "send this along; may be given several times")
    .argParser(collectPair)
    .default([], "none");
}

/** `--timeout 500ms` */
export function timeoutOption(): Option {
  return new Option("-t, --timeout <duration>", "how long to wait: 500ms, 5s, 1m30s").argParser((text) => {
    const milliseconds = parseDuration(text);
    if (milliseconds !== undefined) return milliseconds;
    throw new InvalidArgumentError("Expected a duration such as 500ms, 5s or 1m30s.");
  });
}

/** `--address 127.0.0.1:8080` */
export function addressOption(): Option {
  return new Option("-a, --address <host:port>", "call this address, past discovery").argParser((text) => {
    if (/^(\[[^\]]+\]|[^:]+):\d+$/.test(text)) return text;
    throw new InvalidArgumentError("Expected an address such as 127.0.0.1:8080.");
  });
}

/** `--protocol grpc` */
export function protocolOption(): Option {
  return new Option("-p, --protocol <name>", "the wire to call on (default: the one the node names)").choices(
    ["mucp", "grpc"],
  );
}

export interface MessageFlags {
  readonly codec?: "json" | "protobuf";
  readonly proto?: string;
}

/** `--codec protobuf`: the name is Go Micro's for what turns messages into bytes. */
export function codecOption(): Option {
  return new Option("-c, --codec <name>", "how messages are written on the wire")
    .choices(["json", "protobuf"])
    .default("json");
}

/** `--proto greeter.proto` */
export function protoOption(): Option {
  return new Option("--proto <path>", "the .proto file, or a folder of them, that declares the messages");
}

/** `--message greeter.v1.Greeted` */
export function messageOption(): Option {
  return new Option(
    "--message <type>",
    "the full name of the messages' type (default: what subscribers take)",
  );
}

function collectPair(text: string, before: readonly (readonly [string, string])[]): [string, string][] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new InvalidArgumentError("Expected key=value.");
  return [...before.map(([k, v]): [string, string] => [k, v]), [key, value]];
}
