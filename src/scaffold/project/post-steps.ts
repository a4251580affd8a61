/*
 * What follows once a project is in its place. A step that fails leaves the project as it is, complete.
 */

import { commandsOf } from "../tools/package-manager.js";
import { runProcess } from "../tools/run-process.js";
import type { Answers } from "./answers.js";

/** A step after the project was written has failed. */
export class PostStepError extends Error {
  override get name(): string {
    return "PostStepError";
  }
}

export async function installDependencies(answers: Answers, signal?: AbortSignal): Promise<void> {
  const command = commandsOf(answers.packageManager).install;
  const [program = "", ...args] = command.split(" ");
  const { directory } = answers.names;
  await runProcess(program, args, { name: command, cwd: directory, signal }).catch((cause: Error) => {
    throw new PostStepError(`the project is complete, but its packages are not installed: ${cause.message}`, {
      cause,
    });
  });
}

/**
 * Puts the project under git with a first commit, unless a repository holds it already.
 *
 * @returns false when there was nothing to do
 */
export async function initRepository(answers: Answers, signal?: AbortSignal): Promise<boolean> {
  const { directory } = answers.names;
  const git = (...args: string[]) =>
    runProcess("git", args, { name: `git ${args[0] ?? ""}`, cwd: directory, signal });
  if (!(await succeeds(git("--version"))) || (await succeeds(git("rev-parse", "--is-inside-work-tree"))))
    return false;
  try {
    await git("init", "--quiet");
    await git("symbolic-ref", "HEAD", "refs/heads/main");
    await git("add", "--all");
    const author = (await succeeds(git("config", "user.email"))) ? [] : ANONYMOUS;
    const message = `Scaffold with ${answers.command}`;
    await git(
      ...author,
      "-c",
      "commit.gpgsign=false",
      "commit",
      "--quiet",
      "--no-verify",
      "--message",
      message,
    );
    return true;
  } catch (cause) {
    signal?.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PostStepError(`the project is complete, but not under git: ${reason}`, { cause });
  }
}

/** Who commits where git knows nobody: without a name it would refuse. */
const ANONYMOUS = ["-c", "user.name=micro new", "-c", "user.email=micro@localhost"];

async function succeeds(work: Promise<unknown>): Promise<boolean> {
  return await work.then(
    () => true,
    () => false,
  );
}
