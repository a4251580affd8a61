import assert from "node:assert/strict";
import { MicroError } from "@ts-micro/framework";
import { GreeterDefinition } from "../gen/interop.micro.js";
import type { InteropCase } from "../interop-case.js";
import type { Pair } from "./pair.js";

const { hello, fail, sleep } = GreeterDefinition.methods;

/** What `Greeter.Fail` throws, by kind. */
const kinds = {
  notfound: { code: 404, detail: "thing 42 not found", status: "Not Found" },
  badrequest: { code: 400, detail: "bad input", status: "Bad Request" },
  internal: { code: 500, detail: "broken", status: "Internal Server Error" },
  timeout: { code: 408, detail: "too slow", status: "Request Timeout" },
  teapot: { code: 418, detail: "I'm a teapot é", status: "I'm a teapot" },
};

export function errorCases({ caller, peer }: Pair): InteropCase[] {
  const { service, language } = peer;
  const attempt = (kind: string, contentType: string): Promise<MicroError> =>
    errorOf(caller.call({ service, method: fail, contentType, timeoutMs: 2_000 }, { kind }));
  return [
    ...["application/protobuf", "application/json"].map(
      (contentType): InteropCase => ({
        name: `errors with id, code, detail and status as ${contentType}`,
        async run() {
          for (const [kind, expected] of Object.entries(kinds)) {
            assert.deepEqual((await attempt(kind, contentType)).toJSON(), { id: service, ...expected });
          }
        },
      }),
    ),
    {
      name: "an error that is no Micro error",
      async run() {
        const error = await attempt("plain", "application/protobuf");
        // Go Micro sends its text; here it is masked, since it may hold secrets.
        if (language === "TypeScript") assert.equal(error.code, 500);
        else assert.deepEqual([error.code, error.detail], [language === "Go" ? 0 : 500, "plain error"]);
      },
    },
    {
      name: "a handler that panics, and a call after it",
      async run() {
        // Go Micro closes the connection without a word, which is 500 to its own client and 503 to ours.
        const { code } = await attempt("panic", "application/protobuf");
        assert.equal(code, language === "Go" && caller.language === "TypeScript" ? 503 : 500);
        assert.deepEqual(await caller.call({ service, method: hello }, { name: "John" }), {
          msg: "Hello John",
        });
      },
    },
    {
      name: "a method, a handler and a service that do not exist",
      async run() {
        for (const endpoint of ["Greeter.Nope", "Nope.Hello"]) {
          const path = `/interop.${endpoint.replace(".", "/")}`;
          const error = await errorOf(caller.call({ service, method: { ...hello, endpoint, path } }, {}));
          assert.match(error.detail, /Nope|Greeter\.Nope/);
        }
        const error = await errorOf(caller.call({ service: "interop.nobody", method: hello }, {}));
        assert.match(error.detail, /interop\.nobody/);
        assert.equal(error.code, caller.language === "TypeScript" ? 404 : 500);
      },
    },
    {
      name: "a caller that does not wait any longer",
      async run() {
        const started = performance.now();
        const error = await errorOf(
          caller.call({ service, method: sleep, timeoutMs: 300 }, { millis: 3_000n }),
        );
        assert.equal(error.code, 408);
        assert.ok(performance.now() - started < 2_500, "it waited for the answer");
        assert.deepEqual(await caller.call({ service, method: hello }, { name: "John" }), {
          msg: "Hello John",
        });
      },
    },
  ];
}

async function errorOf(call: Promise<unknown>): Promise<MicroError> {
  try {
    await call;
  } catch (error) {
    assert.ok(error instanceof MicroError, String(error));
    return error;
  }
  return assert.fail("the call succeeded");
}
