import {
  create,
  createFileRegistry,
  type DescMessage,
  type DescService,
  type FileRegistry,
  fromBinary,
} from "@bufbuild/protobuf";
import {
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import type { BidiStream, Client } from "../client/client.js";
import type { ClientOptions } from "../client/create-client.js";
import { unimplemented } from "../errors/errors.js";
import { MicroError } from "../errors/micro-error.js";
import type { MessageInit } from "../schema/message-schema.js";
import type {
  ServerReflectionRequest,
  ServerReflectionResponse,
} from "./gen/grpc/reflection/v1/reflection.js";
import { createServerReflectionClient } from "./gen/grpc/reflection/v1/reflection.micro.js";
import { createServerReflectionClient as createAlphaClient } from "./gen/grpc/reflection/v1alpha/reflection.micro.js";

type Question = MessageInit<NonNullable<ServerReflectionRequest["messageRequest"]>>;
type Conversation = BidiStream<MessageInit<ServerReflectionRequest>, ServerReflectionResponse>;

const id = "go.micro.client.reflection";
const defaultTimeoutMs = 5_000;

/**
 * Asks a server what it serves, by gRPC's server reflection. Services of this framework answer on each of their wires.
 *
 * @param options how it is called: `timeoutMs` is for all questions together, 5000 unless given
 * @returns its services, with everything that their `.proto` files declare
 * @throws {MicroError} as every call does; 501 from a server without reflection
 * @see https://github.com/grpc/grpc/blob/master/doc/server-reflection.md
 */
export function reflectServices(client: Client, options: ClientOptions): Promise<DescService[]> {
  return converse(client, options, async (conversation) => {
    const names = await askServices(conversation);
    const registry = await askFiles(conversation, names);
    return names.flatMap((name) => registry.getService(name) ?? []);
  });
}

/**
 * Asks a server for one message: services of this framework know those of the topics they subscribed to, too.
 *
 * @throws {MicroError} as `reflectServices` does, and 501 for a message that the server does not know
 */
export function reflectMessage(
  client: Client,
  options: ClientOptions,
  typeName: string,
): Promise<DescMessage> {
  return converse(client, options, async (conversation) => {
    const message = (await askFiles(conversation, [typeName])).getMessage(typeName);
    if (message === undefined) throw unimplemented(id, `${typeName} is no message`);
    return message;
  });
}

async function converse<T>(
  client: Client,
  options: ClientOptions,
  talk: (conversation: Conversation) => Promise<T>,
): Promise<T> {
  const talkOn = async (conversation: Conversation): Promise<T> => {
    try {
      return await talk(conversation);
    } finally {
      conversation.close();
    }
  };
  // A conversation is a stream, and streams have no limit of time unless they are opened with one.
  const limits = { timeoutMs: options.timeoutMs ?? defaultTimeoutMs };
  try {
    return await talkOn(
      createServerReflectionClient(client, options).serverReflectionInfo(undefined, limits),
    );
  } catch (error) {
    if (!lacksMethod(error)) throw error;
    // The version that most servers of before 2023 know, with the same messages.
    return talkOn(createAlphaClient(client, options).serverReflectionInfo(undefined, limits));
  }
}

function lacksMethod(error: unknown): boolean {
  return error instanceof MicroError && (error.code === 404 || error.code === 501);
}

async function askServices(conversation: Conversation): Promise<string[]> {
  const answer = await ask(conversation, { $case: "listServices", value: "" });
  if (answer?.$case !== "listServicesResponse") throw notAnswered("what it serves", answer);
  return answer.value.service.map((it) => it.name);
}

/** The files that declare services or messages of these names. */
async function askFiles(conversation: Conversation, names: readonly string[]): Promise<FileRegistry> {
  const files = new Map<string, FileDescriptorProto>();
  for (const name of names)
    await collect(conversation, files, { $case: "fileContainingSymbol", value: name });
  return registryOf(files);
}

/** Collects a file with all that it imports: some servers send imports along, others wait to be asked. */
async function collect(
  conversation: Conversation,
  files: Map<string, FileDescriptorProto>,
  question: Question,
): Promise<void> {
  const answer = await ask(conversation, question);
  if (answer?.$case !== "fileDescriptorResponse") throw notAnswered(question.value, answer);
  for (const bytes of answer.value.fileDescriptorProto) {
    const file = fromBinary(FileDescriptorProtoSchema, bytes);
    files.set(file.name, file);
  }
  for (const missing of missingImports(files)) {
    // Others may have come along with one of them.
    if (files.has(missing)) continue;
    await collect(conversation, files, { $case: "fileByFilename", value: missing });
  }
}

function missingImports(files: ReadonlyMap<string, FileDescriptorProto>): string[] {
  const imported = new Set([...files.values()].flatMap((it) => it.dependency));
  return [...imported].filter((it) => !files.has(it));
}

/** A registry wants each file after those that it imports. */
function registryOf(files: ReadonlyMap<string, FileDescriptorProto>): FileRegistry {
  const ordered = new Set<FileDescriptorProto>();
  const add = (file: FileDescriptorProto): void => {
    for (const name of file.dependency) {
      const imported = files.get(name);
      if (imported !== undefined && !ordered.has(imported)) add(imported);
    }
    ordered.add(file);
  };
  for (const file of files.values()) add(file);
  return createFileRegistry(create(FileDescriptorSetSchema, { file: [...ordered] }));
}

async function ask(
  conversation: Conversation,
  question: Question,
): Promise<ServerReflectionResponse["messageResponse"]> {
  // What keeps a question from being sent is thrown where its answer is read.
  await conversation.send({ messageRequest: question }).catch(() => {});
  const { done, value } = await conversation[Symbol.asyncIterator]().next();
  if (done) throw unimplemented(id, "the server ended the conversation without an answer");
  return value.messageResponse;
}

function notAnswered(wanted: unknown, answer: ServerReflectionResponse["messageResponse"]): MicroError {
  const reason = answer?.$case === "errorResponse" ? answer.value.errorMessage : "it answered something else";
  return unimplemented(id, `the server does not describe ${wanted}: ${reason}`);
}
