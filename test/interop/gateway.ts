import { createService, silentLogger } from "@ts-micro/framework";
import { createGateway } from "../../src/api/create-gateway.js";

/** This framework's API gateway. */
export interface RunningGateway {
  /** @returns status and body of an answer @param target `GET /greeter/hello` */
  ask(target: string, body?: string): Promise<{ readonly status: number; readonly text: string }>;
  stop(): Promise<void>;
}

export async function startGateway(): Promise<RunningGateway> {
  const service = createService({ name: "interop.gateway", logger: silentLogger, args: [], env: {} });
  const { registry, client } = service;
  const gateway = createGateway({ registry, client, address: "127.0.0.1:0" });
  await gateway.start();
  return {
    async ask(target, body) {
      const [method = "", path = ""] = target.split(" ");
      const headers = { "content-type": "application/json" };
      const answer = await fetch(`${gateway.url}${path}`, { method, headers, body: body ?? null });
      return { status: answer.status, text: (await answer.text()).trim() };
    },
    async stop() {
      await gateway.close();
      await service.close();
    },
  };
}
