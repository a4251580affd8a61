/*
 * Marks the toolkit as published, from right before npm packs it to right after: projects name the version of one that is
 * marked, and carry the tarballs of any other. An unclaimed name in a registry can be anyone's.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const mark = join(root, "dist", "release.json");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
if (process.argv[2] === "set") writeFileSync(mark, `${JSON.stringify({ version })}\n`);
else rmSync(mark, { force: true });
