import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The licences of the packages that went into a bundle.
 *
 * @param {string[]} inputs the paths of its modules, from the root
 * @param {string} root
 */
export function licensesOf(inputs, root) {
  const packages = new Set(inputs.map((it) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(it)?.[1]));
  packages.delete(undefined);
  return [...packages]
    .sort()
    .map((name) => licenseOf(name, root))
    .join("\n\n");
}

function licenseOf(name, root) {
  const folder = join(root, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = ["LICENSE", "LICENSE.md", "LICENSE.txt"].map((it) => join(folder, it)).find(existsSync);
  const text = file === undefined ? "" : `\n\n${readFileSync(file, "utf8").trim()}`;
  return `${name} ${version} (${license})${text}\n`;
}
