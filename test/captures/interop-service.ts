import {
  badRequest,
  conflict,
  createGrpcProtocol,
  createHttpTransport,
  createMemoryRegistry,
  createService,
  MicroError,
  type Service,
  silentLogger,
} from "@ts-micro/framework";
import { Colour } from "./gen/greeter.js";
import { type GreeterHandler, registerGreeterHandler } from "./gen/greeter.micro.js";

const id = "interop.greeter";

/** What the Go service that was recorded answers to each kind of failure. */
function failureOf(kind: string): MicroError {
  switch (kind) {
    case "notfound":
      return new MicroError({ id, code: 404, detail: "thing 42 not found" });
    case "badrequest":
      return new MicroError({ id, code: 400, detail: 'bad "input"' });
    case "unauthorized":
      return new MicroError({ id, code: 401, detail: "who are you" });
    case "forbidden":
      return new MicroError({ id, code: 403, detail: "no" });
    case "conflict":
      return new MicroError({ id, code: 409, detail: "already there" });
    case "internal":
      return new MicroError({ id, code: 500, detail: "boom" });
    case "timeout":
      return new MicroError({ id, code: 408, detail: "too slow" });
    case "custom":
      return new MicroError({ id, code: 418, detail: "I'm a teapot é", status: "I'm a teapot" });
    case "multiline":
      return new MicroError({ id: "", code: 0, detail: "line one\nline two\r\nX-Injected: yes" });
    default:
      return new MicroError({ id: "", code: 0, detail: "plain error" });
  }
}

/** The Go service that was recorded, as a service of this framework. */
const greeter: GreeterHandler = {
  hello: ({ name }) => ({ msg: `Hello ${name}` }),
  fail({ kind }) {
    throw failureOf(kind);
  },
  echo: (message) => message,
  headers: (_request, { metadata }) => ({ headers: metadata.toJSON() }),
  async *count({ count, failAt }) {
    for (let number = 0n; number < count; number++) {
      if (failAt > 0n && number === failAt) throw badRequest(id, `stopped at ${failAt}`);
      yield { count: number };
    }
  },
  async *chat(messages) {
    for await (const { text } of messages) {
      if (text === "bye") return;
      if (text === "fail") throw conflict(id, "chat failed");
      yield { text: `echo ${text}` };
    }
  },
};

/** The message of the captures 03 that has every type. */
export const everyType = {
  text: "héllo",
  big: 9007199254740993n,
  ubig: 18446744073709551615n,
  data: Uint8Array.of(0, 1, 254, 255),
  flag: true,
  dbl: 1.5,
  colour: Colour.BLUE,
  inner: { id: "i", nums: [1, -2, 3] },
  tags: ["a", "b"],
  attrs: { k: 7n },
  snakeCaseName: "snake",
};

export async function startInteropService(otherwise: Partial<GreeterHandler> = {}): Promise<Service> {
  const service = createService({
    name: id,
    address: "127.0.0.1:0",
    registry: createMemoryRegistry(),
    transports: [createHttpTransport({ protocols: [createGrpcProtocol()] })],
    logger: silentLogger,
  });
  registerGreeterHandler(service.server, { ...greeter, ...otherwise });
  await service.start();
  return service;
}
