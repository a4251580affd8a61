import { JsonApi } from "@ts-micro/framework";
import { certificates } from "../../framework/test/certificates.js";
import { freePorts, ServerProcess, tlsFile } from "./server-process.js";

export interface ConsulServer {
  /** A URL where it speaks TLS. */
  readonly address: string;
  readonly process: ServerProcess;
}

export interface ConsulServerOptions {
  /** Speaks TLS, and asks its clients for a certificate. @default false */
  readonly mutualTls?: boolean;
  /** Further configuration, in HCL. */
  readonly config?: string;
}

const tlsConfig = `tls { https {
  ca_file = "${tlsFile("ca.crt")}"
  cert_file = "${tlsFile("server.crt")}"
  key_file = "${tlsFile("server.key")}"
  verify_incoming = true
} }`;

/** Starts Consul as one agent that is also the server; resolves when it leads itself. */
export async function startConsul(options: ConsulServerOptions = {}): Promise<ConsulServer> {
  const { mutualTls = false, config = "" } = options;
  const [port = 0, rpc = 0, lan = 0] = await freePorts(3);
  const [http, https] = mutualTls ? [-1, port] : [port, -1];
  const ports = `ports { http = ${http} https = ${https} dns = -1 grpc = -1 grpc_tls = -1 server = ${rpc} serf_lan = ${lan} serf_wan = -1 }`;
  const url = `${mutualTls ? "https" : "http"}://127.0.0.1:${port}`;
  const tls = { ...certificates.trust, ...certificates.client };
  const api = new JsonApi({ id: "test.consul", urls: [url], tls, timeoutMs: 5_000 });
  const hcl = [ports, config, mutualTls ? tlsConfig : ""].map((text) => `-hcl=${text}`);
  const process = await ServerProcess.start({
    program: "consul-server",
    words: () => ["agent", "-dev", "-bind=127.0.0.1", ...hcl],
    isReady: async () => (await api.send({ method: "GET", path: "/v1/status/leader" })).body !== "",
  });
  return { address: mutualTls ? url : `127.0.0.1:${port}`, process };
}
