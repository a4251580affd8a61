import { Metadata } from "@ts-micro/framework";
import { describe, expect, it } from "vitest";
import { forwardedMetadata } from "./forwarded-metadata.js";

/** Set by a connection, or by Go Micro for one message; a Go service forwards all of it. */
const own = ["Endpoint", "Error", "Id", "Method", "Protocol", "Service", "Stream", "Target", "Topic"];
const stays = [
  ...own.flatMap((it) => [`Micro-${it}`, `X-Micro-${it}`]),
  ...[
    "Accept",
    "Accept-Encoding",
    "Connection",
    "Content-Length",
    "Content-Type",
    "Expect",
    "Host",
    "Keep-Alive",
  ],
  ...["Local", "Remote", "Te", "Timeout", "Trailer", "Transfer-Encoding", "Upgrade", "User-Agent"],
  ...["Grpc-Timeout", "Grpc-Encoding", "Grpc-Accept-Encoding", "X-Content-Type"],
];

describe("metadata of a call that is made for another", () => {
  it.each(stays)("leaves %s behind, in whatever case", (key) => {
    const received = new Metadata({ [key]: "a", [key.toLowerCase()]: "b" });
    expect(forwardedMetadata(received).toJSON()).toEqual({});
  });

  it.each(["X-Tenant", "Authorization", "Traceparent", "Micro-From-Service", "Microphone"])(
    "takes %s along",
    (key) => {
      expect(forwardedMetadata(new Metadata({ [key]: "a" })).get(key)).toBe("a");
    },
  );
});
