import { type ApiTlsOptions, JsonApi, MicroError, unavailable } from "@ts-micro/framework";

/** An entry, with key and value in base 64: https://etcd.io/docs/v3.6/dev-guide/api_grpc_gateway/ */
export interface KeyValue {
  readonly key: string;
  readonly value?: string;
}

export interface RangeReply {
  readonly header: { readonly revision: string };
  readonly kvs?: readonly KeyValue[];
}

/** A change; a put where `type` is missing. */
export interface WatchEvent {
  readonly type?: "DELETE";
  readonly kv: KeyValue;
}

interface WatchReply {
  readonly result?: { readonly events?: readonly WatchEvent[]; readonly canceled?: boolean };
  readonly error?: { readonly message?: string };
}

export interface EtcdApiOptions {
  readonly urls: readonly string[];
  readonly credentials: { readonly name: string; readonly password: string } | undefined;
  readonly tls: ApiTlsOptions | undefined;
  readonly timeoutMs: number;
}

const id = "go.micro.registry.etcd";

/** What the registry needs of etcd's API, by the JSON gateway that every member has. */
export class EtcdApi {
  readonly #api: JsonApi;
  readonly #credentials: EtcdApiOptions["credentials"];
  #token: Promise<string> | undefined;

  constructor({ urls, credentials, tls, timeoutMs }: EtcdApiOptions) {
    this.#api = new JsonApi({ id, urls, timeoutMs, ...(tls && { tls }) });
    this.#credentials = credentials;
  }

  /** @param lease what the entry lives as long as; for ever without one */
  async put(key: string, value: string, lease?: string): Promise<void> {
    const body = { key: encode(key), value: encode(value), ...(lease !== undefined && { lease }) };
    await this.#send("/v3/kv/put", body);
  }

  async remove(key: string): Promise<void> {
    await this.#send("/v3/kv/deleterange", { key: encode(key) });
  }

  /** The entries of a folder: its path ends with a slash. */
  range(folder: string, signal?: AbortSignal): Promise<RangeReply> {
    return this.#send("/v3/kv/range", rangeOf(folder), signal);
  }

  /** @returns the id of a lease; etcd may let it live longer than it was asked to */
  async grant(seconds: number): Promise<string> {
    const { ID } = await this.#send<{ ID: string }>("/v3/lease/grant", { TTL: String(seconds) });
    return ID;
  }

  /** @returns false when the lease is over */
  async keepAlive(lease: string): Promise<boolean> {
    const { result } = await this.#send<{ result?: { TTL?: string } }>("/v3/lease/keepalive", { ID: lease });
    return Number(result?.TTL ?? 0) > 0;
  }

  /**
   * The changes in a folder from a revision on, until the signal aborts; it ends before when etcd has forgotten that
   * revision, or goes down in good order.
   */
  async *watch(folder: string, revision: bigint, signal: AbortSignal): AsyncGenerator<WatchEvent, void> {
    const body = { create_request: { ...rangeOf(folder), start_revision: String(revision) } };
    const headers = await this.#headers();
    const request = { method: "POST", path: "/v3/watch", body, headers, signal, background: true } as const;
    for await (const reply of this.#api.stream(request)) {
      const { result, error } = reply as WatchReply;
      if (error !== undefined) throw unavailable(id, `watch: ${error.message}`);
      if (result?.canceled) return;
      yield* result?.events ?? [];
    }
  }

  async #send<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
    const send = async (): Promise<T> => {
      const headers = await this.#headers();
      const reply = await this.#api.send({ method: "POST", path, body, headers, signal });
      return reply.body as T;
    };
    try {
      return await send();
    } catch (error) {
      if (this.#token === undefined || !(error instanceof MicroError && error.code === 401)) throw error;
      // The token is too old, or from a member that was started anew.
      this.#token = undefined;
      return send();
    }
  }

  async #headers(): Promise<Record<string, string>> {
    if (this.#credentials === undefined) return {};
    this.#token ??= this.#authenticate(this.#credentials);
    try {
      return { authorization: await this.#token };
    } catch (error) {
      this.#token = undefined;
      throw error;
    }
  }

  async #authenticate(body: unknown): Promise<string> {
    const reply = await this.#api.send({ method: "POST", path: "/v3/auth/authenticate", body });
    return (reply.body as { token: string }).token;
  }
}

/** The key and value of an entry, as text. */
export function decode(base64: string | undefined): string {
  return Buffer.from(base64 ?? "", "base64").toString();
}

function encode(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** "0" is what comes after "/". */
function rangeOf(folder: string): { key: string; range_end: string } {
  return { key: encode(folder), range_end: encode(folder.replace(/\/$/, "0")) };
}
