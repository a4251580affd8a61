import type { DescFile } from "@bufbuild/protobuf";
import type { MessageInit } from "../schema/message-schema.js";
import type { Server } from "../server/server.js";
import { DescribedFiles, serialiseWithImports } from "./described-files.js";
import type {
  ServerReflectionRequest,
  ServerReflectionResponse,
} from "./gen/grpc/reflection/v1/reflection.js";
import type { ServerReflectionHandler } from "./gen/grpc/reflection/v1/reflection.micro.js";

type Answer = MessageInit<NonNullable<ServerReflectionResponse["messageResponse"]>>;

/** The status codes of gRPC that answers use. */
const notFound = 5;
const invalidArgument = 3;

/**
 * Shows what a server serves, from the descriptors in its generated code: `grpcurl` needs no `.proto` file.
 *
 * Both versions of the service have the same messages, so one handler serves both.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/server-reflection.md
 */
export function createReflectionHandler(server: Server): ServerReflectionHandler {
  return {
    async *serverReflectionInfo(requests) {
      const files = new DescribedFiles(server);
      for await (const request of requests) {
        const messageResponse = answer(request, files, server);
        yield { validHost: request.host, originalRequest: request, messageResponse };
      }
    },
  };
}

function answer({ messageRequest }: ServerReflectionRequest, files: DescribedFiles, server: Server): Answer {
  switch (messageRequest?.$case) {
    case "listServices":
      return { $case: "listServicesResponse", value: { service: servicesOf(server) } };
    case "fileByFilename":
      return fileAnswer(files.byName(messageRequest.value), messageRequest.value);
    case "fileContainingSymbol":
      return fileAnswer(files.bySymbol(messageRequest.value), messageRequest.value);
    case "fileContainingExtension":
      return failure(notFound, "extensions are not shown");
    case "allExtensionNumbersOfType":
      return failure(notFound, "extensions are not shown");
    default:
      return failure(invalidArgument, "the request asks for nothing");
  }
}

function servicesOf({ definitions }: Server): { name: string }[] {
  const names = definitions.filter((it) => it.file !== undefined).map((it) => it.typeName);
  return names.sort().map((name) => ({ name }));
}

function fileAnswer(file: DescFile | undefined, wanted: string): Answer {
  if (file === undefined) return failure(notFound, `nothing here is called ${wanted}`);
  return { $case: "fileDescriptorResponse", value: { fileDescriptorProto: serialiseWithImports(file) } };
}

function failure(errorCode: number, errorMessage: string): Answer {
  return { $case: "errorResponse", value: { errorCode, errorMessage } };
}
