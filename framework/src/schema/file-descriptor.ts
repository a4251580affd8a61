import type { DescFile, DescMessage } from "@bufbuild/protobuf";
import { fileDesc } from "@bufbuild/protobuf/codegenv2";

/** A `.proto` file, described: decoded when first asked for. */
export interface FileDescriptor {
  /** The file with everything it declares. */
  readonly file: DescFile;
  /** @throws {TypeError} when the file declares no message of that full name */
  message(typeName: string): DescMessage;
}

/**
 * Describes a file from its serialised `FileDescriptorProto`.
 *
 * @param base64 the descriptor, in base64
 * @param imports what the file imports, in any order
 */
export function createFileDescriptor(
  base64: string,
  imports: readonly FileDescriptor[] = [],
): FileDescriptor {
  let file: DescFile | undefined;
  let messages: Map<string, DescMessage> | undefined;
  return {
    get file() {
      file ??= fileDesc(
        base64,
        imports.map((it) => it.file),
      );
      return file;
    },
    message(typeName) {
      messages ??= new Map([...allMessages(this.file.messages)].map((it) => [it.typeName, it]));
      const found = messages.get(typeName);
      if (found === undefined) throw new TypeError(`${this.file.name}.proto declares no message ${typeName}`);
      return found;
    },
  };
}

function* allMessages(messages: readonly DescMessage[]): Iterable<DescMessage> {
  for (const message of messages) {
    yield message;
    yield* allMessages(message.nestedMessages);
  }
}
