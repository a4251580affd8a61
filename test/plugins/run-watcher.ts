import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/** Runs a program that watches, has looked once, and has nothing else to do. @returns what it printed; it ended */
export async function runWatcher(plugin: string, maker: string, address: string): Promise<string> {
  const program = `
    import { ${maker} } from "${plugin}";
    const registry = ${maker}({ addresses: ["${address}"] });
    const changes = registry.watch({ service: "nobody" })[Symbol.asyncIterator]();
    changes.next();
    await registry.getService("nobody");
    console.log("watches");
  `;
  const words = ["--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, words, {
    cwd: join(import.meta.dirname, "../.."),
    timeout: 30_000,
  });
  return stdout;
}
