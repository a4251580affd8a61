import { Client, credentials } from "@grpc/grpc-js";
import {
  HealthCheckRequest,
  HealthCheckResponse,
  HealthCheckResponse_ServingStatus as ServingStatus,
} from "../../framework/src/grpc/gen/grpc/health/v1/health.js";

/** Asks as a `grpc:` probe of Kubernetes does. @returns whether the probe succeeds */
export async function probe(address: string, service: string): Promise<boolean> {
  const client = new Client(address, credentials.createInsecure());
  try {
    const status = await new Promise<ServingStatus>((resolve) => {
      client.makeUnaryRequest(
        "/grpc.health.v1.Health/Check",
        (request: HealthCheckRequest) => Buffer.from(HealthCheckRequest.encode(request).finish()),
        (reply: Buffer) => HealthCheckResponse.decode(reply),
        { service },
        (error, reply) => resolve(error || !reply ? ServingStatus.UNKNOWN : reply.status),
      );
    });
    return status === ServingStatus.SERVING;
  } finally {
    client.close();
  }
}
