import { freePorts, ServerProcess } from "./server-process.js";

export interface ConsulServer {
  readonly address: string;
  readonly process: ServerProcess;
}

/** Starts Consul as one agent that is also the server; resolves when it leads itself. */
export async function startConsul(config = ""): Promise<ConsulServer> {
  const [http = 0, rpc = 0, lan = 0] = await freePorts(3);
  const ports = `ports { http = ${http} dns = -1 grpc = -1 grpc_tls = -1 server = ${rpc} serf_lan = ${lan} serf_wan = -1 }`;
  const address = `127.0.0.1:${http}`;
  const process = await ServerProcess.start({
    program: "consul-server",
    words: () => ["agent", "-dev", "-bind=127.0.0.1", `-hcl=${ports}`, `-hcl=${config}`],
    isReady: async () => (await (await fetch(`http://${address}/v1/status/leader`)).json()) !== "",
  });
  return { address, process };
}
