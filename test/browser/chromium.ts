import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * Finds a browser: what `CHROMIUM` names, or one on the PATH; where there is none and apt may install it, it does.
 *
 * @throws {Error} that says what is needed
 */
export function findChromium(): string {
  const given = process.env.CHROMIUM;
  const found = given ?? names.find(runs);
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && runs("apt-get")) {
    console.log("installs chromium");
    execFileSync("apt-get", ["update", "-q"], { stdio: "ignore" });
    execFileSync("apt-get", ["install", "-qy", "--no-install-recommends", "chromium"], { stdio: "ignore" });
    return "chromium";
  }
  throw new Error(
    "test:browser needs Chromium or Chrome on the PATH, or in the environment variable CHROMIUM",
  );
}

/** Opens a page, out of sight, in a profile of its own. @returns what closes it */
export function openPage(browser: string, url: string): () => Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), "micro-browser-"));
  const words = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    `--user-data-dir=${profile}`,
    url,
  ];
  const child = spawn(browser, words, { stdio: "ignore" });
  return async () => {
    await end(child);
    // Processes of the browser may still be writing there: unlike this begins anew where a folder is not empty.
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("close", () => resolve());
    child.kill("SIGTERM");
  });
}

function runs(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
