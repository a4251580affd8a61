import {
  createHttpBroker,
  createMemoryRegistry,
  type HttpBrokerOptions,
  type LogFields,
  Metadata,
  silentLogger,
} from "@ts-micro/framework";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { certificates } from "../../../test/certificates.js";

const { trust, trustStranger, server, client, expired, elsewhere, strangeClient } = certificates;
const mutual = { ...server, ...trust, requestCert: true, rejectUnauthorized: true };

type Tls = NonNullable<HttpBrokerOptions["tls"]>;

/** Publishes one message to one subscriber. */
async function publish(tls: Tls) {
  const registry = createMemoryRegistry();
  const texts: string[] = [];
  const warnings: string[] = [];
  const warn = (message: string, fields?: LogFields) => void warnings.push(`${message}: ${fields?.error}`);
  const subscriber = createHttpBroker({
    registry,
    address: "127.0.0.1:0",
    ...(tls.server && { tls: { server: tls.server } }),
  });
  const publisher = createHttpBroker({
    registry,
    logger: { ...silentLogger, warn },
    ...(tls.client && { tls: { client: tls.client } }),
  });
  onTestFinished(async () => {
    await publisher.close();
    await subscriber.close();
  });
  await subscriber.subscribe("secret", ({ body }) => void texts.push(Buffer.from(body).toString()));
  await publisher.publish("secret", { header: new Metadata(), body: Buffer.from("1") });
  await vi.waitUntil(() => publisher.counters.pending === 0, { timeout: 15_000 });
  const [service] = await registry.getService("topic:secret");
  return { texts, warnings, dropped: publisher.counters.dropped, metadata: service?.nodes[0]?.metadata };
}

describe.concurrent("the HTTP broker over TLS", () => {
  it.each<[string, Tls]>([
    ["a subscriber that the publisher trusts", { server, client: trust }],
    ["two ends that trust each other", { server: mutual, client: { ...client, ...trust } }],
  ])("delivers to %s", async (_, tls) => {
    expect(await publish(tls)).toEqual({
      texts: ["1"],
      warnings: [],
      dropped: 0,
      metadata: { secure: "true" },
    });
  });

  it.each<[string, Tls, RegExp]>([
    ["whose authority is not known", { server }, /unable to verify the first certificate/],
    ["of another authority", { server, client: trustStranger }, /unable to verify the first certificate/],
    ["that has expired", { server: expired, client: trust }, /certificate has expired/],
    ["of another host", { server: elsewhere, client: trust }, /not in the cert's list/],
  ])("sends nothing to a subscriber with a certificate %s, and says why", async (_, tls, reason) => {
    const { texts, warnings, dropped } = await publish(tls);
    expect({ texts, dropped }).toEqual({ texts: [], dropped: 1 });
    expect(warnings).toEqual([expect.stringMatching(reason)]);
  });

  it.each<[string, Tls["client"] & object]>([
    ["no certificate", trust],
    ["a certificate that it does not trust", { ...trust, ...strangeClient }],
  ])("takes nothing from a publisher with %s", async (_, options) => {
    const { texts, dropped } = await publish({ server: mutual, client: options });
    expect({ texts, dropped }).toEqual({ texts: [], dropped: 1 });
  });
});
