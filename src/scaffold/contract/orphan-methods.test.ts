import { describe, expect, it } from "vitest";
import type { ContractService } from "./contract.js";
import { orphanMethods } from "./orphan-methods.js";

const service = { methods: [{ name: "hello", protoName: "Hello" }] } as unknown as ContractService;

function found(text: string): string[] {
  const orphans = orphanMethods([service], { path: "src/handler/greeter.ts", text }, "micro:methods");
  return orphans.map(({ line, name }) => `${line} ${name}`);
}

describe("orphanMethods", () => {
  it.each([
    ["bye() {\n    return {};\n  },", ["3 bye"]],
    ["async bye(request) {\n    const hello = greet(request);\n  },", ["3 bye"]],
    ["async *bye(request) {\n  },\n\n  seeYou: (request) => ({}),", ["3 bye", "6 seeYou"]],
    ["bye,", ["3 bye"]],
    ["...others,", []],
    ["// bye(): comes later\n  hello(request) {\n    bye();\n  },", []],
  ])("finds in %j what no service has", (code, expected) => {
    const text = `import x from "x";\nexport const handler = {\n  ${code}\n  // micro:methods (here)\n} satisfies X;\n`;
    expect(found(text)).toEqual(expected);
    expect(found(text.replaceAll("\n", "\r\n"))).toEqual(expected);
  });

  it.each([
    ["class Greeter {\n  bye() {}\n  // micro:methods\n}"],
    ["export const handler = {\n  bye() {},\n} satisfies X;"],
  ])("leaves alone what may be meant otherwise: %j", (text) => {
    expect(found(text)).toEqual([]);
  });
});
