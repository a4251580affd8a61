import { type JsonLine, JsonProcess } from "./json-process.js";
import type { Peer, ReceivedMessage } from "./peer.js";

/** Starts `go/server`; resolves when it is registered. @param flags Go Micro's own */
export async function startGoPeer(
  program: string,
  service: string,
  flags: readonly string[] = [],
): Promise<Peer> {
  const words = [service, "--server_address=127.0.0.1:0", "--broker_address=127.0.0.1:0", ...flags];
  const process = new JsonProcess(program, words);
  await process.take(({ fact }) => fact === "ready");
  const isMessage = ({ fact }: JsonLine): boolean => fact === "message";
  return {
    language: "Go",
    service,
    nextMessage: async () => received(await process.take(isMessage)),
    messages: () => process.takeAll(isMessage).map(received),
    chatEnded: async () => void (await process.take(({ fact }) => fact === "chat ended")),
    stop: () => process.stop(),
  };
}

function received(line: JsonLine): ReceivedMessage {
  const { topic, id, timestamp, message, header } = line as Record<string, string> & {
    header: Record<string, string>;
  };
  return { topic: `${topic}`, id: `${id}`, timestamp: BigInt(timestamp ?? 0), message: `${message}`, header };
}
