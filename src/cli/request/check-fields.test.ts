import type { Value } from "@ts-micro/framework";
import { describe, expect, it } from "vitest";
import { checkFields } from "./check-fields.js";

function value(name: string, type: string, values: readonly Value[] = []): Value {
  return { name, type, values };
}

const order = value("Order", "Order", [
  value("customer_name", "string"),
  value("lines", "[]Line", [value("Line", "Line", [value("sku", "string"), value("price", "Money")])]),
  value("tags", "[]string", [value("string", "string")]),
  value("labels", ""),
  value("extra", "Struct", [value("fields", "")]),
]);

describe("checkFields", () => {
  it.each([
    ["nothing", {}],
    ["the name of the .proto", { customer_name: "John" }],
    ["the JSON name", { customerName: "John" }],
    ["messages in a list", { lines: [{ sku: "a" }, { sku: "b" }] }],
    ["plain values in a list", { tags: ["a", "b"] }],
    ["any key of a map", { labels: { colour: "red" } }],
    ["any key of a struct", { extra: { whatever: 1 } }],
    ["what lies deeper than is described", { lines: [{ price: { amount: 5 } }] }],
    ["a request that is no object, which the service will refuse", "text"],
  ])("accepts %s", (_, request) => {
    expect(() => checkFields(order, request)).not.toThrow();
  });

  it.each([
    [{ customerNam: "John" }, 'Order has no field "customerNam"; did you mean "customer_name"?'],
    [{ xyz: 1 }, 'Order has no field "xyz"; there are: customer_name, lines, tags, labels, extra'],
    [{ lines: [{ sku: "a" }, { skus: "b" }] }, 'Line has no field "lines.skus"; did you mean "sku"?'],
  ])("names the field that is wrong in %j", (request, message) => {
    expect(() => checkFields(order, request)).toThrow(message);
  });

  it("says so when a message has no fields at all", () => {
    expect(() => checkFields(value("Empty", "Empty"), { a: 1 })).toThrow(
      'Empty has no field "a"; it has no fields',
    );
  });
});
