import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Node, Registry } from "@ts-micro/framework";

/** What the registry says of a service that was started here. */
export interface Registration {
  /** The name that it is called by. */
  readonly service: string;
  readonly node: Node;
}

/** Tells when started services can be called. */
export interface Readiness {
  /** What is known of the instance that was started with this id, as `MICRO_SERVER_ID`. */
  registration(instanceId: string): Registration | undefined;
  /** Resolves when the instance is registered, or the signal aborts. */
  registered(instanceId: string, signal: AbortSignal): Promise<void>;
}

/** Follows a registry until the signal aborts. Without a registry, services are never known to be ready. */
export function watchReadiness(registry: Registry | undefined, signal: AbortSignal): Readiness {
  const found = new Map<string, Registration>();
  let tell: () => void = () => {};
  let changed = Promise.resolve();
  const renew = (): void => {
    tell();
    changed = new Promise((resolve) => {
      tell = resolve;
    });
  };
  renew();
  const follow = async (): Promise<void> => {
    if (registry === undefined) return;
    for await (const { action, service } of registry.watch({ signal })) {
      for (const node of service.nodes) {
        if (action === "delete") found.delete(node.id);
        else found.set(node.id, { service: service.name, node });
      }
      renew();
    }
  };
  // It is as if there were none when it fails: services are waited for only so long.
  follow().catch(() => {});
  const registration = (instanceId: string): Registration | undefined =>
    [...found].find(([id]) => id.endsWith(`-${instanceId}`))?.[1];
  return {
    registration,
    async registered(instanceId, until) {
      const aborted = new Promise<void>((resolve) =>
        until.addEventListener("abort", () => resolve(), { once: true }),
      );
      while (!until.aborted && registration(instanceId) === undefined) await Promise.race([changed, aborted]);
    },
  };
}

/** Resolves when somebody listens at a port of this machine, or the signal aborts. */
export async function portIsOpen(port: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await accepts(port))) await delay(50, undefined, { signal }).catch(() => {});
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "localhost" });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
