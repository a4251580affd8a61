/*
 * What the generated code of this folder runs on. Services import it from the package; the package itself must
 * not, or its index would import itself.
 */
export { createFileDescriptor, type FileDescriptor } from "../schema/file-descriptor.js";
export type { MessageSchema } from "../schema/message-schema.js";
