import { once } from "node:events";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { create, type DescFile, type DescService, toBinary } from "@bufbuild/protobuf";
import { AnySchema, FileDescriptorProtoSchema, file_google_protobuf_api } from "@bufbuild/protobuf/wkt";
import {
  createGrpcTransport,
  createMemoryRegistry,
  createRegistrySelector,
  createRpcClient,
  createServer,
  createService,
  MicroError,
  rawSchema,
  reflectMessage,
  reflectServices,
  type Server,
  type Service,
  silentLogger,
} from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import {
  registerServerReflectionHandler as registerAlphaHandler,
  type ServerReflectionHandler,
} from "../../framework/src/grpc/gen/grpc/reflection/v1alpha/reflection.micro.js";
import { GreeterDefinition } from "../../framework/test/gen/greeter.micro.js";
import { startGreeter } from "./greeter-service.js";

/** A file whose imports import further files. */
const search = create(FileDescriptorProtoSchema, {
  name: "search.proto",
  package: "search.v1",
  syntax: "proto3",
  dependency: [file_google_protobuf_api.proto.name],
  service: [
    {
      name: "Search",
      method: [{ name: "Find", inputType: ".google.protobuf.Api", outputType: ".google.protobuf.Any" }],
    },
  ],
});

describe.each(["mucp", "grpc"])("reflectServices, on %s", (protocol) => {
  let service: Service;
  beforeAll(async () => {
    service = await startGreeter();
  });
  afterAll(() => service.close());

  it("gives what a service serves, with all that its files declare", async () => {
    const services = await reflectServices(service.client, { service: "greeter", protocol });
    const greeter = services.find((it) => it.name === "Greeter");
    expect(greeter?.methods.map((it) => `${it.name} ${it.methodKind}`)).toEqual([
      "Hello unary",
      "Watch server_streaming",
      "Collect client_streaming",
      "Chat bidi_streaming",
    ]);
    expect(greeter?.file.messages.map((it) => it.name)).toContain("HelloRequest");
  });

  it("gives up on a server that takes the connection and says nothing", async () => {
    const silent = createTcpServer((socket) => socket.on("error", () => {}).resume());
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const asked = reflectServices(service.client, {
      service: "greeter",
      address: `127.0.0.1:${port}`,
      timeoutMs: 300,
      protocol,
      retries: 0,
    });
    await expect(asked).rejects.toMatchObject({ code: 408 });
  });
});

describe("reflectMessage", () => {
  it("gives the message of a topic that a service subscribed to", async () => {
    const registry = createMemoryRegistry();
    const options = { name: "listener", address: "127.0.0.1:0", registry, logger: silentLogger };
    const service = createService({ ...options, args: [], env: {} });
    const file = { file: file_google_protobuf_api, message: () => AnySchema };
    const schema = { typeName: "google.protobuf.Api", codec: rawSchema.codec, file };
    service.server.subscribe({ topic: "searches", schema }, () => {});
    await service.start();
    onTestFinished(() => service.close());
    const message = await reflectMessage(service.client, { service: "listener" }, "google.protobuf.Api");
    expect(message.fields.map((it) => it.name)).toContain("methods");
    const unknown = reflectMessage(service.client, { service: "listener" }, "google.protobuf.Nothing");
    await expect(unknown).rejects.toThrow("the server does not describe google.protobuf.Nothing");
  });
});

describe("reflectServices", () => {
  it("asks a server that knows the version of before, and sends a file at a time", async () => {
    const asked: string[] = [];
    const [found] = await reflectOn((server) => registerAlphaHandler(server, oneFileAtATime(asked)));
    expect(found?.typeName).toBe("search.v1.Search");
    expect(found?.methods.map((it) => it.input.typeName)).toEqual(["google.protobuf.Api"]);
    expect(asked).toEqual([
      "search.v1.Search",
      "google/protobuf/api.proto",
      "google/protobuf/source_context.proto",
      "google/protobuf/type.proto",
      "google/protobuf/any.proto",
    ]);
  });

  it("says that a server has no reflection", async () => {
    const reflected = reflectOn((server) => server.handle(GreeterDefinition, {}, { partial: true }));
    await expect(reflected).rejects.toMatchObject({ code: 404 });
  });

  it("says what a server does not describe", async () => {
    const reflected = reflectOn((server) =>
      registerAlphaHandler(server, {
        async *serverReflectionInfo(requests) {
          for await (const { messageRequest } of requests) {
            yield messageRequest?.$case === "listServices"
              ? listed()
              : { messageResponse: { $case: "errorResponse", value: { errorMessage: "none here" } } };
          }
        },
      }),
    );
    await expect(reflected).rejects.toThrow("the server does not describe search.v1.Search: none here");
    await expect(reflected).rejects.toBeInstanceOf(MicroError);
  });

  it("gives up where a server ends the conversation", async () => {
    const reflected = reflectOn((server) =>
      registerAlphaHandler(server, { async *serverReflectionInfo() {} }),
    );
    await expect(reflected).rejects.toMatchObject({ code: 501 });
  });
});

/** Reflects a server that has nothing but what `register` gives it. */
async function reflectOn(register: (server: Server) => void): Promise<DescService[]> {
  const registry = createMemoryRegistry();
  const transport = createGrpcTransport();
  const server = createServer({ name: "search", address: "127.0.0.1:0", registry, transport });
  register(server);
  await server.start();
  onTestFinished(async () => {
    await server.close();
    await transport.close();
  });
  const selector = createRegistrySelector({ registry });
  return reflectServices(createRpcClient({ selector, transports: [transport] }), { service: "search" });
}

function listed() {
  return {
    messageResponse: {
      $case: "listServicesResponse" as const,
      value: { service: [{ name: "search.v1.Search" }] },
    },
  };
}

/** Reflection that leaves it to the client to ask for what a file imports. */
function oneFileAtATime(asked: string[]): ServerReflectionHandler {
  const imported = withImports(file_google_protobuf_api).map((it) => it.proto);
  return {
    async *serverReflectionInfo(requests) {
      for await (const { messageRequest } of requests) {
        if (messageRequest?.$case === "fileContainingSymbol" || messageRequest?.$case === "fileByFilename") {
          asked.push(messageRequest.value);
          const file = imported.find((it) => it.name === messageRequest.value) ?? search;
          const value = { fileDescriptorProto: [toBinary(FileDescriptorProtoSchema, file)] };
          yield { messageResponse: { $case: "fileDescriptorResponse", value } };
        } else {
          yield listed();
        }
      }
    },
  };
}

function withImports(file: DescFile): DescFile[] {
  return [file, ...file.dependencies.flatMap(withImports)];
}
