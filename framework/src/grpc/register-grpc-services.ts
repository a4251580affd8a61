import type { Health } from "../health/health.js";
import type { Server } from "../server/server.js";
import { registerHealthHandler } from "./gen/grpc/health/v1/health.micro.js";
import { registerServerReflectionHandler } from "./gen/grpc/reflection/v1/reflection.micro.js";
import { registerServerReflectionHandler as registerAlphaHandler } from "./gen/grpc/reflection/v1alpha/reflection.micro.js";
import { createHealthHandler } from "./health-handler.js";
import { createReflectionHandler } from "./reflection-handler.js";

/** Serves what every gRPC tool looks for: health checks, and reflection in the version it knows. */
export function registerGrpcServices(server: Server, health: Health): void {
  const reflection = createReflectionHandler(server);
  registerHealthHandler(server, createHealthHandler(server, health), { internal: true });
  registerServerReflectionHandler(server, reflection, { internal: true });
  registerAlphaHandler(server, reflection, { internal: true });
}
