import { setTimeout as sleep } from "node:timers/promises";
import { notFound } from "../errors/errors.js";
import type { Health } from "../health/health.js";
import type { Server } from "../server/server.js";
import { HealthCheckResponse_ServingStatus as ServingStatus } from "./gen/grpc/health/v1/health.js";
import { HealthDefinition, type HealthHandler } from "./gen/grpc/health/v1/health.micro.js";

/** How often `Watch` looks. */
const watchIntervalMs = 1_000;

/**
 * Answers gRPC's health checks with the health of the service, for the whole server and for each service on it.
 * Only `grpc.health.v1.Health` itself is healthy whenever it answers: that is what to ask whether a process is alive,
 * for one whose database is down is not the better for being restarted.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/health-checking.md
 */
export function createHealthHandler(server: Server, health: Health): HealthHandler {
  const statusOf = async (service: string): Promise<ServingStatus> => {
    if (service === HealthDefinition.typeName) return ServingStatus.SERVING;
    const known = service === "" || server.definitions.some((it) => it.typeName === service);
    if (!known) return ServingStatus.SERVICE_UNKNOWN;
    const { healthy } = await health.check();
    return healthy ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
  };
  return {
    async check({ service }) {
      const status = await statusOf(service);
      if (status !== ServingStatus.SERVICE_UNKNOWN) return { status };
      throw notFound(server.name, `${server.name} serves no ${service}`);
    },
    async *watch({ service }, { signal }) {
      let last: ServingStatus | undefined;
      while (!signal.aborted) {
        const status = await statusOf(service);
        if (status !== last) yield { status };
        last = status;
        await sleep(watchIntervalMs, undefined, { signal }).catch(() => {});
      }
    },
  };
}
