/*
 * Starts the bundled plugin, which buf and protoc do anew for every run. Half of a small run is V8 compiling, so
 * what it compiled is kept beside the bundle, for the runs to come. Where nothing can be written, nothing is kept.
 *
 * scripts/bundle-plugin.js makes a CommonJS module of this file: Node starts those sooner.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Script } from "node:vm";

/** Changes with the bundle: V8 itself would take code of another bundle of the same length. */
declare const bundleHash: string;

const bundle = `${__dirname}/protoc-gen-micro.bundle.js`;
const cache = `${bundle}.${bundleHash}-${process.version}-${process.arch}.cache`;
const keeps = process.env.NODE_DISABLE_COMPILE_CACHE === undefined;

const cachedData = keeps ? readCache() : undefined;
const options = cachedData === undefined ? {} : { cachedData };
const script = new Script(readFileSync(bundle, "utf8"), { filename: bundle, ...options });
// --help and --version compile too little to be worth keeping
if (keeps && script.cachedDataRejected !== false && process.argv.length === 2)
  process.once("exit", writeCache);
script.runInThisContext()(createRequire(__filename), pathToFileURL(__filename).href);

/** The code is in the file twice: V8 trusts what it is given, and two halves that differ are a broken file. */
function readCache(): Buffer | undefined {
  try {
    const both = readFileSync(cache);
    const first = both.subarray(0, both.length / 2);
    return first.equals(both.subarray(first.length)) ? first : undefined;
  } catch {
    return undefined;
  }
}

function writeCache(): void {
  const draft = `${cache}.${process.pid}`;
  try {
    // where this fails, the rest would be in vain
    writeFileSync(draft, "", { flag: "wx" });
    const code = script.createCachedData();
    writeFileSync(draft, Buffer.concat([code, code]));
    renameSync(draft, cache);
  } catch {
    rmSync(draft, { force: true });
  }
}
