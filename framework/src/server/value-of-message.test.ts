import { describe, expect, it } from "vitest";
import { EverythingSchema } from "../../test/gen/greeter.micro.js";
import { valueOfMessage } from "./value-of-message.js";

describe("the value of a message", () => {
  it("names the types as Go does, three levels deep", () => {
    const plain = (name: string, type: string) => ({ name, type, values: null });
    const inner = [
      { name: "numbers", type: "[]int64", values: null },
      { name: "again", type: "Everything", values: null },
    ];
    expect(valueOfMessage(EverythingSchema)).toEqual({
      name: "Everything",
      type: "Everything",
      values: [
        plain("text", "string"),
        plain("big", "int64"),
        { name: "data", type: "[]uint8", values: [plain("uint8", "uint8")] },
        plain("colour", "Everything_Colour"),
        { name: "inner", type: "Everything_Inner", values: inner },
        {
          name: "inners",
          type: "[]Everything_Inner",
          values: [{ name: "Everything_Inner", type: "Everything_Inner", values: null }],
        },
        plain("attributes", ""),
        plain("maybe_double", "float64"),
        plain("yes", "bool"),
        plain("number", "uint32"),
      ],
    });
  });

  it("is only a name for a message that nobody described", () => {
    const { codec } = EverythingSchema;
    expect(valueOfMessage({ typeName: "a.b.Thing", codec })).toEqual({
      name: "Thing",
      type: "Thing",
      values: null,
    });
  });
});
