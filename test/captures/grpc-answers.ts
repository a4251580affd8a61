import { once } from "node:events";
import { connect } from "node:net";
import type { Service } from "@ts-micro/framework";
import { frameTypes, readFrames } from "../../framework/src/testing/http2/raw-http2.js";
import { headerValue } from "../../framework/src/transport/headers/header-block.js";
import { HpackDecoder } from "../../framework/src/transport/http2/hpack/hpack-decoder.js";

/** How a call ended. */
export interface Answer {
  readonly stream: number;
  readonly status: string;
  /** As they were framed. */
  readonly messages: string;
  /** The error's JSON. */
  readonly error: string;
  /** The types of the details, in order. */
  readonly details: readonly string[];
}

/** Sends bytes to a service, and reads how it answers that many calls. */
export async function answersTo(service: Service, bytes: Buffer, count: number): Promise<Answer[]> {
  const socket = connect(Number(service.server.address?.split(":").at(-1)), "127.0.0.1");
  socket.write(bytes);
  let received = Buffer.alloc(0);
  while (answersIn(received).length < count) {
    const [chunk] = await once(socket, "data");
    received = Buffer.concat([received, chunk]);
  }
  socket.destroy();
  return answersIn(received);
}

/** What matters of the calls that are answered whole: their messages, and how they ended. */
export function answersIn(bytes: Buffer): Answer[] {
  const decoder = new HpackDecoder(64 * 1024);
  const frames = readFrames(bytes);
  return frames.flatMap(({ type, stream, payload }): Answer[] => {
    if (type !== frameTypes.headers) return [];
    const { fields } = decoder.decode(payload, 0, payload.length);
    const status = headerValue(fields, "grpc-status");
    if (status === undefined) return [];
    const data = frames.filter((it) => it.type === frameTypes.data && it.stream === stream);
    const details = Buffer.from(headerValue(fields, "grpc-status-details-bin") ?? "", "base64");
    return [
      {
        stream,
        status,
        messages: Buffer.concat(data.map((it) => it.payload)).toString("hex"),
        error: decodeURIComponent(headerValue(fields, "grpc-message") ?? "").replace("interop2", "interop"),
        details: details.toString("latin1").match(/type\.googleapis\.com\/[\w.]+/g) ?? [],
      },
    ];
  });
}
