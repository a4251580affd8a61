/* Serves the greeter on one port with an HTTP/2 engine, until it is told to stop, and says where. */
import { parseArgs } from "node:util";
import {
  createConnectProtocol,
  createGrpcProtocol,
  createHttpTransport,
  createSocketHttp2Engine,
  nodeHttp2Engine,
} from "@ts-micro/framework";
import { certificates } from "../../framework/test/certificates.js";
import { startGreeter } from "../grpc/greeter-service.js";

const { values } = parseArgs({
  options: { engine: { type: "string" }, tls: { type: "boolean", default: false } },
});
const engine = values.engine === "node" ? nodeHttp2Engine : createSocketHttp2Engine();
const protocols = [createGrpcProtocol({ engine }), createConnectProtocol()];
const service = await startGreeter({
  transports: [
    createHttpTransport({ protocols, ...(values.tls && { tls: { server: certificates.server } }) }),
  ],
});
process.stdout.write(`${service.server.address}\n`);
process.once("SIGTERM", () => void service.close().then(() => process.exit()));
