import type { CatalogEntry } from "./command.js";

/** Every command, in the order in which `micro --help` lists them. */
export const catalog: readonly CatalogEntry[] = [
  {
    name: "new",
    summary: "Create a project that is ready to run",
    load: () => import("./commands/new.js"),
  },
  {
    name: "help",
    summary: "Show how a command is used",
    load: () => import("./commands/help.js"),
  },
];
