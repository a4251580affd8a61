import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { JsonApi, type JsonRequest } from "@ts-micro/framework";
import { type EtcdServer, startEtcd } from "./etcd-server.js";
import { freePorts, ServerProcess } from "./server-process.js";

/** What the README of the plugin says that a service may do, and nothing else. */
const rules = [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch", "patch"] }];

/** An API server of Kubernetes, with no kubelet: pods run because they are said to. */
export class KubernetesServer {
  readonly address: string;
  /** The folder of a service account that may do what a service must. */
  readonly serviceAccount: string;
  readonly process: ServerProcess;
  readonly #etcd: EtcdServer;
  readonly #api: JsonApi;
  #pods = 0;

  private constructor(parts: {
    address: string;
    folder: string;
    process: ServerProcess;
    etcd: EtcdServer;
  }) {
    this.address = parts.address;
    this.serviceAccount = parts.folder;
    this.process = parts.process;
    this.#etcd = parts.etcd;
    const tls = { ca: readFileSync(join(parts.folder, "ca.crt")) };
    this.#api = new JsonApi({ id: "test.kubernetes", urls: [parts.address], tls, timeoutMs: 30_000 });
  }

  /** Starts it on an etcd of its own; resolves when it is ready, and the roles are set. */
  static async start(): Promise<KubernetesServer> {
    const etcd = await startEtcd();
    const folder = await mkdtemp(join(tmpdir(), "service-account-"));
    const [port = 0] = await freePorts(1);
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    });
    await writeFile(join(folder, "key.pem"), privateKey);
    await writeFile(
      join(folder, "users.csv"),
      'admin,admin,admin,"system:masters"\nservice,service,service\n',
    );
    await writeFile(join(folder, "token"), "service");
    await writeFile(join(folder, "namespace"), "default");
    const address = `https://127.0.0.1:${port}`;
    const process = await ServerProcess.start({
      program: "kube-apiserver",
      words: (own) => [
        `--etcd-servers=http://${etcd.address}`,
        "--bind-address=127.0.0.1",
        `--secure-port=${port}`,
        `--cert-dir=${own}`,
        // The certificate that it makes for itself is its own authority.
        `--token-auth-file=${join(folder, "users.csv")}`,
        "--authorization-mode=RBAC",
        "--service-account-issuer=https://kubernetes.default.svc",
        `--service-account-key-file=${join(folder, "key.pem")}`,
        `--service-account-signing-key-file=${join(folder, "key.pem")}`,
        "--disable-admission-plugins=ServiceAccount",
      ],
      isReady: async () => {
        const tls = { rejectUnauthorized: false };
        const api = new JsonApi({ id: "test.kubernetes", urls: [address], tls, timeoutMs: 1_000 });
        const headers = { authorization: "Bearer admin" };
        return (await api.send({ method: "GET", path: "/readyz", headers })).body === "ok";
      },
    });
    await writeFile(join(folder, "ca.crt"), readFileSync(join(process.folder, "apiserver.crt")));
    const server = new KubernetesServer({ address, folder, process, etcd });
    await server.#allow();
    return server;
  }

  /** Makes a pod that runs. @returns its name */
  async runPod(): Promise<string> {
    this.#pods += 1;
    const name = `pod-${this.#pods}`;
    const spec = { containers: [{ name: "service", image: "service" }] };
    await this.#send({ method: "POST", path: pods, body: { metadata: { name }, spec } });
    await this.setStatus(name, { phase: "Running" });
    return name;
  }

  /** Says how a pod is, as a kubelet does. */
  async setStatus(pod: string, status: unknown): Promise<void> {
    const headers = { "content-type": "application/merge-patch+json" };
    await this.#send({ method: "PATCH", path: `${pods}/${pod}/status`, headers, body: { status } });
  }

  async annotate(pod: string, key: string, value: string): Promise<void> {
    const headers = { "content-type": "application/merge-patch+json" };
    const body = { metadata: { annotations: { [key]: value } } };
    await this.#send({ method: "PATCH", path: `${pods}/${pod}`, headers, body });
  }

  async metadata(pod: string): Promise<Record<string, unknown>> {
    const { body } = await this.#send({ method: "GET", path: `${pods}/${pod}` });
    return (body as { metadata: Record<string, unknown> }).metadata;
  }

  async deletePod(pod: string): Promise<void> {
    await this.#send({ method: "DELETE", path: `${pods}/${pod}` });
  }

  async remove(): Promise<void> {
    await this.process.remove();
    await this.#etcd.process.remove();
    await rm(this.serviceAccount, { recursive: true, force: true });
  }

  /**
   * Lets a program find what it would in a pod: the service account at its place, the name of the pod, and where the
   * API server is. @returns the path of a program that does so
   */
  putInPod(program: string, pod: string): string {
    const path = join(this.serviceAccount, `${basename(program)}-in-${pod}`);
    const mounted = "/run/secrets/kubernetes.io/serviceaccount";
    const { port } = new URL(this.address);
    const script = `#!/bin/sh
export HOSTNAME=${pod} KUBERNETES_SERVICE_HOST=127.0.0.1 KUBERNETES_SERVICE_PORT=${port}
exec ${unshare} sh -c 'mount -t tmpfs pod /run && mkdir -p ${mounted} && cp -r ${this.serviceAccount}/. ${mounted} &&
  exec ${program} "$@"' sh "$@"
`;
    writeFileSync(path, script, { mode: 0o755 });
    return path;
  }

  /** Lets the service account do what it must. */
  async #allow(): Promise<void> {
    const path = "/apis/rbac.authorization.k8s.io/v1/namespaces/default";
    const metadata = { name: "micro-registry" };
    await this.#send({ method: "POST", path: `${path}/roles`, body: { metadata, rules } });
    const apiGroup = "rbac.authorization.k8s.io";
    const subjects = [{ kind: "User", name: "service", apiGroup }];
    const roleRef = { kind: "Role", name: "micro-registry", apiGroup };
    await this.#send({ method: "POST", path: `${path}/rolebindings`, body: { metadata, subjects, roleRef } });
  }

  #send(request: JsonRequest) {
    return this.#api.send({ ...request, headers: { ...request.headers, authorization: "Bearer admin" } });
  }
}

const pods = "/api/v1/namespaces/default/pods";

/** Gives a program file systems of its own. */
const unshare = process.getuid?.() === 0 ? "unshare --mount" : "unshare --mount --map-root-user";

/** Whether file systems can be mounted here, for one program alone. */
export function canMount(): boolean {
  return spawnSync(`${unshare} mount -t tmpfs pod /run`, { shell: true, stdio: "ignore" }).status === 0;
}
