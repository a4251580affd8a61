import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Where `run.js` puts what it builds. */
const programs = join(import.meta.dirname, "../../node_modules/.cache/plugins");

export interface ServerOptions {
  /** The name of the program. */
  readonly program: string;
  /** Its arguments, given a folder of its own. */
  readonly words: (folder: string) => readonly string[];
  /** Answers once the server is ready. */
  readonly isReady: () => Promise<boolean>;
}

/** The path of a program that `run.js` built. */
export function programPath(name: string): string {
  return join(programs, name);
}

/** The path of a certificate or key that the tests have. */
export function tlsFile(name: string): string {
  return join(import.meta.dirname, "../fixtures/tls", name);
}

/** A server that runs as a process of its own. It may be stopped, and started again with what it knew. */
export class ServerProcess {
  readonly #options: ServerOptions;
  readonly folder: string;
  #child: ChildProcess | undefined;
  #log = "";

  private constructor(options: ServerOptions, folder: string) {
    this.#options = options;
    this.folder = folder;
  }

  /** Starts it; resolves when it is ready. */
  static async start(options: ServerOptions): Promise<ServerProcess> {
    const server = new ServerProcess(options, await mkdtemp(join(tmpdir(), `${options.program}-`)));
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const { program, words, isReady } = this.#options;
    const child = spawn(programPath(program), words(this.folder), { stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    const log = (text: string): void => {
      this.#log += text;
    };
    child.stdout.setEncoding("utf8").on("data", log);
    child.stderr.setEncoding("utf8").on("data", log);
    child.on("error", (error) => log(error.message));
    while (!(await isReady().catch(() => false))) {
      if (child.pid === undefined || child.exitCode !== null)
        throw new Error(`${program} ended:\n${this.#log}`);
      await delay(50);
    }
  }

  /** Ends it, at once: it has no time to say goodbye. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  /** Ends it, and forgets what it knew. */
  async remove(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** @returns ports that nobody listens at */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
