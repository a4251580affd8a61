/*
 * Looks at the packages as their users will get them: what is in the tarball, and whether its exports resolve.
 */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./prepare.js";
import { runCommand, runScript, step } from "./step.js";

await runScript(async (signal) => {
  const folder = await mkdtemp(join(tmpdir(), "micro-packages-"));
  try {
    const options = { cwd: root, signal };
    const workspaces = JSON.parse(await runCommand("npm query .workspace", options));
    const folders = workspaces.filter((it) => !it.private).map((it) => `./${it.location}`);
    await step(`npm pack --pack-destination ${folder} . ${folders.join(" ")}`, options);
    for (const tarball of await readdir(folder)) {
      await step(`npx publint run ${join(folder, tarball)} --strict`, options);
      // The toolkit is its commands: there is nothing in it to import.
      if (tarball.startsWith("ts-micro-toolkit-")) continue;
      await step(`npx attw ${join(folder, tarball)} --profile esm-only`, options);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
