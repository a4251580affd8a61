import {
  type BidiStreaming,
  type ClientStreaming,
  type HandlerContext,
  MicroError,
  rawSchema,
  type ServiceDefinition,
  type Unary,
} from "@ts-micro/framework";

type Raw = Uint8Array;

/** A service of every kind of method that passes JSON on as it came. */
export const talkDefinition: ServiceDefinition<{
  readonly echo: Unary<Raw, Raw>;
  readonly fail: Unary<Raw, Raw>;
  readonly tenant: Unary<Raw, Raw>;
  readonly wait: Unary<Raw, Raw>;
  readonly chat: BidiStreaming<Raw, Raw>;
  readonly join: ClientStreaming<Raw, Raw>;
  readonly breakOff: BidiStreaming<Raw, Raw>;
}> = {
  typeName: "talk.v1.Talk",
  methods: {
    echo: {
      kind: "unary",
      endpoint: "Talk.Echo",
      path: "/talk.v1.Talk/Echo",
      input: rawSchema,
      output: rawSchema,
    },
    fail: {
      kind: "unary",
      endpoint: "Talk.Fail",
      path: "/talk.v1.Talk/Fail",
      input: rawSchema,
      output: rawSchema,
    },
    tenant: {
      kind: "unary",
      endpoint: "Talk.Tenant",
      path: "/talk.v1.Talk/Tenant",
      input: rawSchema,
      output: rawSchema,
    },
    wait: {
      kind: "unary",
      endpoint: "Talk.Wait",
      path: "/talk.v1.Talk/Wait",
      input: rawSchema,
      output: rawSchema,
    },
    chat: {
      kind: "bidi_streaming",
      endpoint: "Talk.Chat",
      path: "/talk.v1.Talk/Chat",
      input: rawSchema,
      output: rawSchema,
    },
    join: {
      kind: "client_streaming",
      endpoint: "Talk.Join",
      path: "/talk.v1.Talk/Join",
      input: rawSchema,
      output: rawSchema,
    },
    breakOff: {
      kind: "bidi_streaming",
      endpoint: "Talk.BreakOff",
      path: "/talk.v1.Talk/BreakOff",
      input: rawSchema,
      output: rawSchema,
    },
  },
};

export const talkHandler = {
  echo: (request: Raw): Raw => request,

  fail(): never {
    throw new MicroError({ id: "talk", code: 404, detail: "thing 42 not found" });
  },

  tenant: (_: Raw, { metadata }: HandlerContext): Raw => Buffer.from(JSON.stringify(metadata.get("tenant"))),

  async wait(_: Raw, { signal }: HandlerContext): Promise<Raw> {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return Buffer.from("{}");
  },

  async *chat(requests: AsyncIterable<Raw>): AsyncIterable<Raw> {
    yield* requests;
  },

  async join(requests: AsyncIterable<Raw>): Promise<Raw> {
    const texts: string[] = [];
    for await (const request of requests) texts.push(Buffer.from(request).toString("utf8"));
    return Buffer.from(`[${texts.join(",")}]`);
  },

  async *breakOff(requests: AsyncIterable<Raw>): AsyncIterable<Raw> {
    for await (const request of requests) {
      yield request;
      throw new MicroError({ id: "talk", code: 503, detail: "gone in mid-stream" });
    }
  },
};
