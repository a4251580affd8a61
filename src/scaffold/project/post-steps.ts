/*
 * What follows once a project is in its place. A step that fails leaves the project as it is, complete.
 */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { commandsOf } from "../tools/package-manager.js";
import { quoteWord } from "../tools/quote-word.js";
import { runProcess } from "../tools/run-process.js";
import type { Answers } from "./answers.js";

/** A step after the project was written has failed. The first line says what to do. */
export class PostStepError extends Error {
  override get name(): string {
    return "PostStepError";
  }
}

/** @throws {PostStepError} */
export async function installDependencies(answers: Answers, signal?: AbortSignal): Promise<void> {
  const command = commandsOf(answers.packageManager).install;
  const [program = "", ...args] = command.split(" ");
  const { directory } = answers.names;
  try {
    await runProcess(program, args, { name: command, cwd: directory, signal });
  } catch (cause) {
    signal?.throwIfAborted();
    throw failure(answers, { problem: "its packages are not installed", command, cause });
  }
}

/**
 * Puts the project under git with a first commit, unless a repository holds it already.
 *
 * @returns false when there was nothing to do
 * @throws {PostStepError} and then there is no repository
 */
export async function initRepository(answers: Answers, signal?: AbortSignal): Promise<boolean> {
  const { directory } = answers.names;
  const git = (...args: string[]) =>
    runProcess("git", args, { name: `git ${args[0] ?? ""}`, cwd: directory, signal });
  if (!(await succeeds(git("--version"))) || (await succeeds(git("rev-parse", "--is-inside-work-tree"))))
    return false;
  const repository = join(directory, ".git");
  const isOurs = !existsSync(repository);
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
    if (isOurs) await rm(repository, { recursive: true, force: true });
    signal?.throwIfAborted();
    throw failure(answers, {
      problem: "not under git",
      command: "git init && git add --all && git commit",
      cause,
    });
  }
}

/** Who commits where git knows nobody: without a name it would refuse. */
const ANONYMOUS = ["-c", "user.name=micro new", "-c", "user.email=micro@localhost"];

interface Failure {
  readonly problem: string;
  /** What does the step again. */
  readonly command: string;
  readonly cause: unknown;
}

function failure({ names }: Answers, { problem, command, cause }: Failure): PostStepError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const again = `cd ${quoteWord(names.directory)} && ${command}`;
  return new PostStepError(`the project is complete, but ${problem}; try again: ${again}\n${reason}`, {
    cause,
  });
}

async function succeeds(work: Promise<unknown>): Promise<boolean> {
  return await work.then(
    () => true,
    () => false,
  );
}
