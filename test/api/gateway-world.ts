import {
  createMemoryRegistry,
  createService,
  type LogFields,
  type Logger,
  type Registry,
  type Service,
  type ServiceOptions,
  silentLogger,
} from "@ts-micro/framework";
import { onTestFinished } from "vitest";
import type { GatewayOptions } from "../../src/api/api.js";
import { createGateway } from "../../src/api/create-gateway.js";
import { registerLibraryHandler } from "./gen/library/v1/library.micro.js";
import { createLibrary, type Library } from "./library.js";

/** A line that a gateway logged. */
export interface LogLine extends LogFields {
  readonly message: string;
}

/** Services and a gateway that find each other; all close when the test is finished. */
export interface GatewayWorld {
  readonly registry: Registry;
  /** What gateways logged. */
  readonly log: readonly LogLine[];
  start(options?: Partial<ServiceOptions>, register?: (service: Service) => void): Promise<Service>;
  startLibrary(options?: Partial<ServiceOptions>): Promise<Library>;
  /** @returns where it is */
  startGateway(options?: Partial<GatewayOptions>): Promise<string>;
}

export function createGatewayWorld(): GatewayWorld {
  const registry = createMemoryRegistry();
  const log: LogLine[] = [];
  const create = (options: Partial<ServiceOptions>): Service => {
    const parts = {
      name: "library",
      address: "127.0.0.1:0",
      registry,
      logger: silentLogger,
      args: [],
      env: {},
    };
    const service = createService({ ...parts, ...options });
    onTestFinished(() => service.close());
    return service;
  };
  const start: GatewayWorld["start"] = async (options = {}, register) => {
    const service = create(options);
    register?.(service);
    await service.start();
    return service;
  };
  return {
    registry,
    log,
    start,
    async startLibrary(options) {
      const library = createLibrary();
      await start(options, ({ server }) => registerLibraryHandler(server, library));
      return library;
    },
    async startGateway(options = {}) {
      const { client } = create({ name: "go.micro.api" });
      const logger = createLog(log);
      const gateway = createGateway({ registry, client, logger, address: "127.0.0.1:0", ...options });
      onTestFinished(() => gateway.close());
      await gateway.start();
      return gateway.url ?? "";
    },
  };
}

function createLog(lines: LogLine[]): Logger {
  const take = (message: string, fields: LogFields = {}): void => void lines.push({ ...fields, message });
  return { debug: take, info: take, warn: take, error: take };
}
