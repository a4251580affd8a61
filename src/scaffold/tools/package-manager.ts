import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { foldersAbove } from "../files/folders-above.js";

export const packageManagers = ["npm", "pnpm", "yarn", "bun"] as const;
export type PackageManager = (typeof packageManagers)[number];

/** How a package manager is told what to do. */
export interface PackageManagerCommands {
  /** Installs what package.json names: `npm install` */
  readonly install: string;
  /** Installs exactly what the lockfile names, and fails where it is out of date: `npm ci` */
  readonly cleanInstall: string;
  /** Removes what only development needs. */
  readonly prune: string;
  /** Runs a script of package.json: `npm run` */
  readonly run: string;
  /** Runs an executable of an installed package: `npx` */
  readonly exec: string;
  /** What npm installs it as, where Node does not come with it: `@yarnpkg/cli-dist@4.18.1`; else empty. */
  readonly source: string;
  /** What package.json says of it: `yarn@4.18.1`; empty where any version will do. */
  readonly pinned: string;
  readonly lockfile: string;
  /** What an installation in a container reads, absent lockfiles allowed. */
  readonly manifests: string;
  /** The field of package.json that decides what others' dependencies resolve to. */
  readonly overrides: string;
}

const commands: Readonly<Record<PackageManager, PackageManagerCommands>> = {
  npm: {
    install: "npm install",
    cleanInstall: "npm ci",
    prune: "npm prune --omit=dev --ignore-scripts",
    run: "npm run",
    exec: "npx",
    source: "",
    pinned: "",
    lockfile: "package-lock.json",
    manifests: "package.json package-lock.json*",
    overrides: "overrides",
  },
  pnpm: {
    install: "pnpm install",
    cleanInstall: "pnpm install --frozen-lockfile",
    prune: "CI=true pnpm prune --prod",
    run: "pnpm run",
    exec: "pnpm exec",
    // pnpm 12 looks its own pin up in the registry, and fails in an image where a mirror has not heard of it.
    source: "pnpm@10.34.8",
    pinned: "pnpm@10.34.8",
    lockfile: "pnpm-lock.yaml",
    manifests: "package.json pnpm-lock.yaml* pnpm-workspace.yaml",
    // pnpm reads them from pnpm-workspace.yaml.
    overrides: "",
  },
  yarn: {
    install: "yarn install",
    cleanInstall: "yarn install --immutable",
    prune: "yarn workspaces focus --production",
    run: "yarn run",
    exec: "yarn run",
    source: "@yarnpkg/cli-dist@4.18.1",
    pinned: "yarn@4.18.1",
    lockfile: "yarn.lock",
    manifests: "package.json yarn.lock .yarnrc.yml",
    overrides: "resolutions",
  },
  bun: {
    install: "bun install",
    cleanInstall: "bun install --frozen-lockfile",
    prune: "rm -rf node_modules && bun install --production",
    run: "bun run",
    exec: "bunx",
    source: "bun@1.4.5",
    pinned: "bun@1.4.5",
    lockfile: "bun.lock",
    manifests: "package.json bun.lock*",
    overrides: "overrides",
  },
};

const lockfiles: readonly (readonly [string, PackageManager])[] = [
  ...packageManagers.map((it) => [commands[it].lockfile, it] as const),
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
  for (const folder of foldersAbove(directory)) {
    const found = (await readPackageManagerField(folder)) ?? (await findLockfile(folder));
    if (found !== undefined) return found;
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
