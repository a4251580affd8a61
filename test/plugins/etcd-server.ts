import { JsonApi } from "@ts-micro/framework";
import { certificates } from "../../framework/test/certificates.js";
import { freePorts, ServerProcess, tlsFile } from "./server-process.js";

export interface EtcdServer {
  /** A URL where it speaks TLS. */
  readonly address: string;
  readonly process: ServerProcess;
  /** Lets in nobody but this user. */
  enableAuthentication(root: { readonly name: string; readonly password: string }): Promise<void>;
}

export interface EtcdServerOptions {
  /** Speaks TLS, and asks its clients for a certificate. @default false */
  readonly mutualTls?: boolean;
}

const tlsFlags: readonly string[] = [
  `--cert-file=${tlsFile("server.crt")}`,
  `--key-file=${tlsFile("server.key")}`,
  `--trusted-ca-file=${tlsFile("ca.crt")}`,
  "--client-cert-auth",
];

/** Starts etcd as one member; resolves when it leads itself. */
export async function startEtcd({ mutualTls = false }: EtcdServerOptions = {}): Promise<EtcdServer> {
  const [clients = 0, peers = 0] = await freePorts(2);
  const url = `${mutualTls ? "https" : "http"}://127.0.0.1:${clients}`;
  const tls = { ...certificates.trust, ...certificates.client };
  const api = new JsonApi({ id: "test.etcd", urls: [url], tls, timeoutMs: 5_000 });
  const process = await ServerProcess.start({
    program: "etcd-server",
    words: (folder) => [
      `--data-dir=${folder}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=http://127.0.0.1:${peers}`,
      // Nothing here outlives the test: the disk need not be waited for.
      "--unsafe-no-fsync",
      ...(mutualTls ? tlsFlags : []),
    ],
    isReady: async () => (await api.send({ method: "GET", path: "/health" })) !== undefined,
  });
  const post = (path: string, body: unknown) => api.send({ method: "POST", path, body });
  return {
    address: mutualTls ? url : `127.0.0.1:${clients}`,
    process,
    async enableAuthentication({ name, password }) {
      await post("/v3/auth/user/add", { name, password });
      await post("/v3/auth/role/add", { name: "root" });
      await post("/v3/auth/user/grant", { user: name, role: "root" });
      await post("/v3/auth/enable", {});
    },
  };
}
