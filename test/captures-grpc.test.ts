import type { Service } from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConversation, sentBy } from "./captures/conversation.js";
import { answersIn, answersTo } from "./captures/grpc-answers.js";
import { startInteropService } from "./captures/interop-service.js";

/*
 * What an unmodified Go Micro 2.9.1 client sent by gRPC, byte by byte, to a service of this framework: its answers
 * are those of the Go server, but for header fields that no client needs.
 */
let service: Service;
beforeAll(async () => {
  service = await startInteropService();
});
afterAll(() => service.close());

describe("a Go Micro 2.9 client's bytes, answered", () => {
  it.each(["30-v2-grpc.1", "30-v2-grpc.2"])("%s: as Go did", async (name) => {
    const turns = readConversation(name, "grpc");
    const wanted = answersIn(sentBy(turns, "server"));
    const given = await answersTo(service, sentBy(turns, "client"), wanted.length);
    expect(given).toEqual(wanted);
    expect(wanted.length).toBeGreaterThan(0);
  });
});
