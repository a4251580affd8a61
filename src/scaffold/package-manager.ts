import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type PackageManager, packageManagers } from "./answers.js";

/** How a package manager is told what to do. */
export interface PackageManagerCommands {
  /** Installs what package.json names: `npm install` */
  readonly install: string;
  /** Runs a script of package.json: `npm run` */
  readonly run: string;
  /** Runs an executable of an installed package: `npx` */
  readonly exec: string;
}

const commands: Readonly<Record<PackageManager, PackageManagerCommands>> = {
  npm: { install: "npm install", run: "npm run", exec: "npx" },
  pnpm: { install: "pnpm install", run: "pnpm run", exec: "pnpm exec" },
  yarn: { install: "yarn install", run: "yarn run", exec: "yarn run" },
  bun: { install: "bun install", run: "bun run", exec: "bunx" },
};

const lockfiles: readonly (readonly [string, PackageManager])[] = [
  ["package-lock.json", "npm"],
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
];

export function commandsOf(packageManager: PackageManager): PackageManagerCommands {
  return commands[packageManager];
}

/** What the folders above a project use; else what runs this process (`pnpm exec micro new`); else npm. */
export async function detectPackageManager(
  directory: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<PackageManager> {
  for (let folder = dirname(directory); ; folder = dirname(folder)) {
    const found = (await readPackageManagerField(folder)) ?? (await findLockfile(folder));
    if (found !== undefined) return found;
    if (folder === dirname(folder)) break;
  }
  return parsePackageManager(env.npm_config_user_agent) ?? "npm";
}

/** `"packageManager": "pnpm@10.1.0"` */
async function readPackageManagerField(folder: string): Promise<PackageManager | undefined> {
  try {
    const manifest: { packageManager?: unknown } = JSON.parse(
      await readFile(join(folder, "package.json"), "utf8"),
    );
    return typeof manifest.packageManager === "string"
      ? parsePackageManager(manifest.packageManager)
      : undefined;
  } catch {
    // No package.json, or none that says anything: the folder has no say.
    return undefined;
  }
}

async function findLockfile(folder: string): Promise<PackageManager | undefined> {
  for (const [file, packageManager] of lockfiles) {
    if (
      await stat(join(folder, file)).then(
        () => true,
        () => false,
      )
    )
      return packageManager;
  }
  return undefined;
}

/** `pnpm@10.1.0` and `pnpm/10.1.0 npm/? node/v20` are pnpm. */
function parsePackageManager(text: string | undefined): PackageManager | undefined {
  return packageManagers.find((it) => text?.startsWith(`${it}@`) || text?.startsWith(`${it}/`));
}
