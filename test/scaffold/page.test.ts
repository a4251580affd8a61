import { mkdtemp, rm, symlink } from "node:fs/promises";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { micro } from "../cli/terminal.js";

const root = join(import.meta.dirname, "..", "..");

/** What is used of a scaffolded page. */
interface Page {
  listen(address: string): Promise<void>;
  readonly url: string;
  close(): Promise<void>;
}

let cwd: string;
let createPage: (client: object, logger: object) => Page;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "micro-page-"));
  await micro(["new", "app", "--type", "web", "--no-git"], { cwd });
  await symlink(join(root, "node_modules"), join(cwd, "app", "node_modules"));
  ({ createPage } = await import(join(cwd, "app/src/page.ts")));
});
afterAll(async () => await rm(cwd, { recursive: true, force: true }));

async function withPage(address: string, use: (page: Page) => Promise<void>): Promise<void> {
  const page = createPage({}, { info: () => {}, error: () => {} });
  await page.listen(address);
  try {
    await use(page);
  } finally {
    await page.close();
  }
}

const hasIPv6 = Object.values(networkInterfaces()).some((it) => it?.some(({ address }) => address === "::1"));

describe("the page of a scaffolded project", () => {
  // A container may have no IPv6.
  it.runIf(hasIPv6)("listens at an IPv6 address", async () => {
    await withPage("[::1]:0", async ({ url }) => {
      expect(url).toMatch(/^http:\/\/\[::1\]:[0-9]+\/$/);
      expect((await fetch(url)).status).toBe(200);
    });
  });

  it("refuses a body that is too long, and goes on", async () => {
    await withPage("127.0.0.1:0", async ({ url }) => {
      const body = new Uint8Array(5_000_000);
      const refused = await fetch(new URL("hello", url), { method: "POST", body });
      expect(refused.status).toBe(413);
      expect(await refused.json()).toEqual({ detail: "the body must be no longer than 64000 bytes" });
      expect((await fetch(url)).status).toBe(200);
    });
  });
});
