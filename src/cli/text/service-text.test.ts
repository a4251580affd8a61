import type { Endpoint, ServiceRecord } from "@ts-micro/framework";
import { describe, expect, it } from "vitest";
import { serviceText } from "./service-text.js";

const hello: Endpoint = {
  name: "Greeter.Hello",
  request: {
    name: "HelloRequest",
    type: "HelloRequest",
    values: [
      { name: "name", type: "string", values: null },
      { name: "homeAddress", type: "Address", values: [{ name: "zipCode", type: "string", values: [] }] },
    ],
  },
  response: {
    name: "HelloResponse",
    type: "HelloResponse",
    values: [{ name: "msg", type: "string", values: null }],
  },
  metadata: {},
};

const chat: Endpoint = { name: "Greeter.Chat", request: null, response: null, metadata: { stream: "true" } };

function greeter(version: string, endpoints: readonly Endpoint[]): ServiceRecord {
  const metadata = { transport: "http", broker: "http" };
  const node = { id: `greeter-${version}`, address: "127.0.0.1", port: 44_427, metadata };
  return { name: "greeter", version, metadata: {}, endpoints, nodes: [node] };
}

describe("serviceText", () => {
  it("prints versions, nodes and endpoints as Micro 1.0 does", () => {
    expect(serviceText([greeter("1.2.3", [chat, hello]), greeter("2.0.0", [])])).toBe(
      [
        "service  greeter",
        "",
        "version 1.2.3",
        "",
        "ID\tAddress\tPort\tMetadata",
        "greeter-1.2.3\t127.0.0.1\t44427\tbroker=http,transport=http",
        "",
        "version 2.0.0",
        "",
        "ID\tAddress\tPort\tMetadata",
        "greeter-2.0.0\t127.0.0.1\t44427\tbroker=http,transport=http",
        "",
        "Endpoint: Greeter.Chat",
        "Metadata: stream=true",
        "",
        "Request: {}",
        "",
        "Response: {}",
        "",
        "",
        "Endpoint: Greeter.Hello",
        "Metadata: ",
        "",
        "Request: {",
        "\tname string",
        "\thome_address Address {",
        "\t\tzip_code string",
        "\t}",
        "}",
        "",
        "Response: {",
        "\tmsg string",
        "}",
        "",
        "",
      ].join("\n"),
    );
  });
});
