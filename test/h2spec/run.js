/*
 * Runs h2spec against the port of a service, with each HTTP/2 engine, as plain text and over TLS. Needs Go, which
 * builds h2spec from the module proxy.
 *
 *   node test/h2spec/run.js [socket|node]
 */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { prepare, root } from "../../scripts/prepare.js";
import { runScript, StepFailed, startCommand, step, stopCommand } from "../../scripts/step.js";

const cache = join(root, "node_modules/.cache");
const h2spec = join(cache, "h2spec");
const report = join(cache, "h2spec.xml");

await runScript(async (signal) => {
  const engines = process.argv.length > 2 ? process.argv.slice(2) : ["socket", "node"];
  await prepare({ cwd: root, signal });
  await buildH2spec(signal);
  const totals = { passed: 0, failed: 0 };
  for (const engine of engines) {
    const known = await knownFailing(engine);
    for (const tls of [false, true]) compare(await tryEngine(engine, tls, signal), known, totals);
  }
  process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed\n`);
  if (totals.failed > 0) process.exitCode = 1;
});

async function buildH2spec(signal) {
  const options = { cwd: join(root, "test/grpc-tools"), signal };
  try {
    await step(`go build -o ${h2spec} github.com/summerwind/h2spec/cmd/h2spec`, options);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    throw new StepFailed("go", "none", "h2spec is a Go program: install Go 1.26 or later, https://go.dev/dl");
  }
}

/** @returns how every case went */
async function tryEngine(engine, tls, signal) {
  const options = { cwd: root, signal };
  const serve = `node --import tsx test/h2spec/serve.ts --engine ${engine}`;
  const service = startCommand(tls ? `${serve} --tls` : serve, options);
  try {
    const [host, port] = (await firstLine(service)).split(":");
    const target = `--host ${host} --port ${port}${tls ? " --tls --insecure" : ""}`;
    await rm(report, { force: true });
    await step(`${h2spec} ${target} --timeout 1 --strict --junit-report ${report}`, options).catch(
      expectFailures,
    );
    return await casesOf(report);
  } finally {
    await stopCommand(service);
  }
}

/** Its exit code says that some failed; the report says which. */
function expectFailures(error) {
  if (!(error instanceof StepFailed)) throw error;
}

function firstLine(child) {
  return new Promise((resolve, reject) => {
    child.stdout.setEncoding("utf8").once("data", (text) => resolve(text.trim()));
    child.once("close", (code) => reject(new Error(`the service ended with code ${code}`)));
  });
}

/** @returns every case of a report: `http2/5.1: closed: Sends a DATA frame`, and whether it failed */
async function casesOf(file) {
  const xml = await readFile(file, "utf8");
  const pattern = /<testcase package="([^"]*)" classname="([^"]*)"[^>]*>(.*?)<\/testcase>/gs;
  return [...xml.matchAll(pattern)].map(([, section, title, inside]) => ({
    name: `${section}: ${title}`,
    failed: /<(?:error|failure)/.test(inside),
  }));
}

/** @returns which cases fail; those that do so now and then are in `sometimes` only */
async function knownFailing(engine) {
  const text = await readFile(join(import.meta.dirname, `${engine}-known-failing.txt`), "utf8");
  const lines = text.split("\n").filter((it) => it !== "" && !it.startsWith("#"));
  const sometimes = lines
    .filter((it) => it.startsWith("sometimes "))
    .map((it) => it.slice("sometimes ".length));
  return { always: new Set(lines), sometimes: new Set(sometimes) };
}

function compare(cases, known, totals) {
  if (cases.length === 0) throw new Error("h2spec tried nothing");
  for (const { name, failed } of cases) {
    if (failed === known.always.has(name) || known.sometimes.has(name)) {
      totals.passed += 1;
      continue;
    }
    totals.failed += 1;
    process.stdout.write(failed ? `FAILED  ${name}\n` : `passes, so it must leave the list: ${name}\n`);
  }
}
