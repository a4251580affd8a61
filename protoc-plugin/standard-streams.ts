/*
 * Standard input and output by plain reads and writes: Node's streams take longer to load than a small file takes
 * to generate. Where a pipe does not wait for its other end, they take over.
 */
import { once } from "node:events";
import { fstatSync, readSync, writeSync } from "node:fs";

/** Whether a person sits where a request should come from. */
export function isTerminal(): boolean {
  return fstatSync(0).isCharacterDevice() && process.stdin.isTTY;
}

/** Reads until the other end closes. */
export async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafe(65_536);
      const length = readSync(0, chunk);
      if (length === 0) break;
      chunks.push(chunk.subarray(0, length));
    }
  } catch (error) {
    // how Windows says that a pipe is closed
    if (!hasCode(error, "EOF")) {
      if (!hasCode(error, "EAGAIN")) throw error;
      for await (const chunk of process.stdin) chunks.push(chunk);
    }
  }
  return Buffer.concat(chunks);
}

export async function writeStdout(bytes: Uint8Array): Promise<void> {
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(1, bytes, written);
  } catch (error) {
    if (!hasCode(error, "EAGAIN")) throw error;
    if (!process.stdout.write(bytes.subarray(written))) await once(process.stdout, "drain");
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
