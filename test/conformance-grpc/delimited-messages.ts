/*
 * The runner talks to the programs it tests over stdin and stdout: a length of four bytes, then a message.
 */

const lengthBytes = 4;

/** Cuts what the runner writes into messages. */
export async function* readMessages(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of input) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= lengthBytes && rest.length >= lengthBytes + rest.readUInt32BE(0)) {
      const end = lengthBytes + rest.readUInt32BE(0);
      yield rest.subarray(lengthBytes, end);
      rest = rest.subarray(end);
    }
  }
}

export function writeMessage(output: NodeJS.WritableStream, message: Uint8Array): void {
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32BE(message.length);
  output.write(Buffer.concat([length, message]));
}
