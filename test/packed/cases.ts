import { type Kind, kinds, type RegistryName } from "../../src/scaffold/project/answers.js";
import { commandsOf } from "../../src/scaffold/tools/package-manager.js";

export type Manager = "npm" | "pnpm" | "yarn" | "bun";

/** The package managers, by what npm installs them from, and how each runs an executable of a project. */
export const managers: Readonly<Record<Manager, ManagerCommands>> = {
  npm: { packages: [], exec: ["npx"] },
  pnpm: { packages: [commandsOf("pnpm").source], exec: ["pnpm", "exec"] },
  yarn: { packages: [commandsOf("yarn").source], exec: ["yarn", "run"] },
  bun: { packages: [commandsOf("bun").source], exec: ["bunx"] },
};

interface ManagerCommands {
  readonly packages: readonly string[];
  readonly exec: readonly [string, ...string[]];
}

export interface Case {
  readonly name: string;
  readonly kind: Kind;
  readonly manager: Manager;
  /** @default "mdns" */
  readonly registry?: RegistryName;
  /** Another npm than this machine's: the release line of one that Node comes with. */
  readonly npm?: keyof typeof npms;
}

/** Node 20 and 22 come with npm 10. */
export const npms = { 10: "npm@10.8.2" } as const;

/** A choice that takes three minutes: every kind, every hard name, and the two package managers most used. */
const some: readonly Case[] = [
  { name: "greeter", kind: "service", manager: "npm" },
  { name: "@acme/user-api", kind: "api", manager: "npm" },
  { name: "promise", kind: "function", manager: "npm" },
  { name: "greeter", kind: "web", manager: "npm" },
  { name: "greeter", kind: "client", manager: "npm" },
  { name: "old-npm", kind: "service", manager: "npm", npm: 10 },
  { name: "foo-bar", kind: "service", manager: "pnpm", registry: "consul" },
];

/** Every kind with every name and every package manager. */
function everyCase(): Case[] {
  return (Object.keys(managers) as Manager[]).flatMap((manager) =>
    (
      [
        ["greeter", "mdns"],
        ["foo-bar", "consul"],
        ["@acme/user-api", "mdns"],
        ["promise", "mdns"],
      ] as const
    ).flatMap(([name, registry]) => kinds.map((kind) => ({ name, kind, manager, registry }))),
  );
}

/** PACKED=all runs every case, PACKED=yarn,bun every one of some package managers; else it is a choice. */
function chooseCases(wish: string | undefined): readonly Case[] {
  if (wish === undefined) return some;
  const wanted = wish.split(",");
  return everyCase().filter(({ manager }) => wish === "all" || wanted.includes(manager));
}

export const chosenCases: readonly Case[] = chooseCases(process.env.PACKED);
