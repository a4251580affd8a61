/*
 * What the generated code of this folder runs on. Services import it from the package; the package itself must
 * not, or its index would import itself.
 */

export type { Awaitable } from "../async/awaitable.js";
export type { BidiStream, CallOptions, Client, ServerStream, StreamInput } from "../client/client.js";
export { type ClientOptions, createClient } from "../client/create-client.js";
export type { HandlerContext } from "../context/context.js";
export { createFileDescriptor, type FileDescriptor } from "../schema/file-descriptor.js";
export type { MessageInit, MessageSchema } from "../schema/message-schema.js";
export type {
  BidiStreaming,
  ServerStreaming,
  ServiceDefinition,
  Unary,
} from "../schema/service-definition.js";
export { type HandlerFor, registerHandler } from "../server/register-handler.js";
export type { HandlerOptions, Server } from "../server/server.js";
