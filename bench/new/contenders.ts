import { randomUUID } from "node:crypto";

/** A way from nothing to a service that answers. */
export interface Contender {
  readonly name: string;
  /** The packages whose executables are used; installed before anything is measured. */
  readonly packages: readonly string[];
  /** Writes the project `app` into the folder it runs in. */
  readonly scaffold: readonly string[];
  /** Runs the project for its developer. */
  readonly dev: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Whether it answers. */
  probe(): Promise<boolean>;
}

/**
 * Ours, then the others.
 *
 * @param checkout where the toolkit was built
 */
export function contenders(checkout: string, port: number): readonly [Contender, ...Contender[]] {
  const page = async () => (await fetch(`http://127.0.0.1:${port}/`)).ok;
  return [
    {
      name: "micro new",
      packages: [],
      scaffold: ["node", `${checkout}/dist/cli/micro.js`, "new", "app", "--no-git", "--json"],
      dev: ["npm", "run", "dev"],
      env: { MICRO_SERVER_ADDRESS: `127.0.0.1:${port}` },
      probe: () => callHello(port),
    },
    {
      name: "@nestjs/cli new",
      packages: ["@nestjs/cli"],
      scaffold: ["nest", "new", "app", "--skip-install", "--skip-git", "--package-manager", "npm"],
      dev: ["npm", "run", "start:dev"],
      env: { PORT: String(port) },
      probe: page,
    },
    {
      // In JavaScript: what it writes with --lang=ts does not compile with the TypeScript that it installs.
      name: "create-fastify",
      packages: ["create-fastify"],
      scaffold: ["create-fastify", "app", "--esm"],
      dev: ["npm", "start"],
      env: { FASTIFY_PORT: String(port), FASTIFY_ADDRESS: "127.0.0.1" },
      probe: page,
    },
    {
      name: "create-vite",
      packages: ["create-vite"],
      scaffold: ["create-vite", "app", "--template", "vanilla-ts", "--no-interactive"],
      dev: ["npm", "run", "dev", "--", "--host", "127.0.0.1", "--port", String(port)],
      env: {},
      probe: page,
    },
  ];
}

/** A real call on Go Micro's wire. */
async function callHello(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "Micro-Service": "app",
      "Micro-Endpoint": "App.Hello",
      "Micro-Method": "App.Hello",
      "Micro-Id": randomUUID(),
    },
    body: '{"name":"John"}',
  });
  return JSON.stringify(await response.json()) === '{"message":"Hello John"}';
}
