import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");

/** Type-checks a project as its own tsconfig.json says. @returns what the compiler has to say */
export async function compile(project: string): Promise<string> {
  const child = spawn(process.execPath, [compiler, "--project", project], { cwd: project });
  return (await text(child.stdout)) + (await text(child.stderr));
}
