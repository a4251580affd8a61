/*
 * Makes a checkout ready: installs what is missing, builds what is stale. Runs before the tests.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runScript, step } from "./step.js";

/** The folder of the checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {{signal?: AbortSignal}} [options] */
export async function prepare(options = {}) {
  if (!isInstalled()) await step("npm ci", { ...options, cwd: root });
  await step("npm run build", { ...options, cwd: root });
}

/** Whether node_modules holds what the lockfile asks for. */
function isInstalled() {
  const wanted = readPackages("package-lock.json");
  const found = readPackages("node_modules/.package-lock.json");
  return Object.entries(wanted).every(
    ([path, it]) =>
      path === "" ||
      it.optional ||
      it.link ||
      (found[path]?.version === it.version && existsSync(join(root, path))),
  );
}

function readPackages(lockfile) {
  try {
    return JSON.parse(readFileSync(join(root, lockfile), "utf8")).packages;
  } catch {
    return {};
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript((signal) => prepare({ signal }));
}
