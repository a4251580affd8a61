import { freePorts, ServerProcess } from "./server-process.js";

export interface EtcdServer {
  readonly address: string;
  readonly process: ServerProcess;
  /** Lets in nobody but this user. */
  enableAuthentication(root: { readonly name: string; readonly password: string }): Promise<void>;
}

/** Starts etcd as one member; resolves when it leads itself. */
export async function startEtcd(): Promise<EtcdServer> {
  const [clients = 0, peers = 0] = await freePorts(2);
  const url = `http://127.0.0.1:${clients}`;
  const post = async (path: string, body: unknown): Promise<void> => {
    const reply = await fetch(url + path, { method: "POST", body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(`${path}: ${await reply.text()}`);
  };
  const process = await ServerProcess.start({
    program: "etcd-server",
    words: (folder) => [
      `--data-dir=${folder}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=http://127.0.0.1:${peers}`,
      // Nothing here outlives the test: the disk need not be waited for.
      "--unsafe-no-fsync",
    ],
    isReady: async () => (await fetch(`${url}/health`)).ok,
  });
  return {
    address: `127.0.0.1:${clients}`,
    process,
    async enableAuthentication({ name, password }) {
      await post("/v3/auth/user/add", { name, password });
      await post("/v3/auth/role/add", { name: "root" });
      await post("/v3/auth/user/grant", { user: name, role: "root" });
      await post("/v3/auth/enable", {});
    },
  };
}
