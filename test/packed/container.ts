/*
 * A project's Dockerfile, followed line by line without Docker: each stage is a folder of its own, and the build sees
 * only what .dockerignore lets through. What this cannot show is what the base images bring.
 */
import { cp, mkdir, mkdtemp, readFile, stat } from "node:fs/promises";
import { basename, delimiter, join, relative } from "node:path";
import { execute } from "./execute.js";

/** A folder that stands for a file system, and what instructions have set. */
interface Stage {
  readonly root: string;
  workdir: string;
  user: string;
  command: string[];
  readonly env: Record<string, string>;
}

/** What the last stage came to. */
export interface Image {
  /** Where its command starts. */
  readonly folder: string;
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Who runs it: `node` */
  readonly user: string;
}

export interface BuildOptions {
  /** Where package managers are found, as `npm install --global` would have put them. */
  readonly env: NodeJS.ProcessEnv;
  /** A folder for what the build makes; it is for the caller to remove. */
  readonly home: string;
}

export async function buildByHand(project: string, { env, home }: BuildOptions): Promise<Image> {
  const openStage = async (): Promise<Stage> => {
    const root = await mkdtemp(join(home, "stage-"));
    return { root, workdir: "/", user: "root", command: [], env: {} };
  };
  const context = await mkdtemp(join(home, "context-"));
  await sendContext(project, context);
  const stages = new Map<string, Stage>();
  let stage = await openStage();
  for (const [instruction, words] of await readInstructions(project)) {
    switch (instruction) {
      case "FROM":
        stage = await openStage();
        stages.set(words[2] ?? "", stage);
        break;
      case "WORKDIR":
        stage.workdir = words[0] ?? "";
        await mkdir(join(stage.root, stage.workdir), { recursive: true });
        break;
      case "COPY":
        await copy(words, { context, stages, stage });
        break;
      case "RUN":
        await runStep(words.join(" "), stage, env);
        break;
      case "ENV":
        Object.assign(stage.env, Object.fromEntries(words.map((it) => it.split(/=(.*)/s).slice(0, 2))));
        break;
      case "USER":
        stage.user = words[0] ?? "";
        break;
      case "CMD":
        stage.command = JSON.parse(words.join(" "));
        break;
      case "EXPOSE":
        break;
      default:
        throw new Error(`the Dockerfile says ${instruction}, which is not known here`);
    }
  }
  return {
    folder: join(stage.root, stage.workdir),
    command: stage.command,
    env: { ...env, ...stage.env },
    user: stage.user,
  };
}

async function readInstructions(project: string): Promise<[string, string[]][]> {
  const text = await readFile(join(project, "Dockerfile"), "utf8");
  const lines = text.split("\n").filter((it) => it !== "" && !it.startsWith("#"));
  return lines.map((line) => {
    const [instruction = "", ...words] = line.split(" ");
    return [instruction, words];
  });
}

/** Copies what .dockerignore leaves of a project. */
async function sendContext(project: string, context: string): Promise<void> {
  const rules = (await readFile(join(project, ".dockerignore"), "utf8"))
    .split("\n")
    .filter((it) => it !== "" && !it.startsWith("#"));
  await cp(project, context, {
    recursive: true,
    filter: async (source) => {
      if (basename(source) === "node_modules") return false;
      return (await stat(source)).isDirectory() || !isIgnored(relative(project, source), rules);
    },
  });
}

/** The last rule that fits a path, or a folder above it, decides. */
function isIgnored(path: string, rules: readonly string[]): boolean {
  let ignored = false;
  for (const rule of rules) {
    const pattern = rule
      .replace(/^!/, "")
      .replace(/[.+]/g, "\\$&")
      .replace(/\*\*\/?/g, "§")
      .replace(/\*/g, "[^/]*");
    if (new RegExp(`^${pattern.replace(/§/g, "(?:.*)?")}(?:/.*)?$`).test(path))
      ignored = !rule.startsWith("!");
  }
  return ignored;
}

interface Build {
  readonly context: string;
  readonly stages: ReadonlyMap<string, Stage>;
  readonly stage: Stage;
}

/** `COPY [--from=stage] [--chown=user] SOURCE... TARGET`; a source with a `*` may be absent. */
async function copy(words: readonly string[], { context, stages, stage }: Build): Promise<void> {
  const from = words.find((it) => it.startsWith("--from="))?.slice("--from=".length);
  const home = from === undefined ? context : stages.get(from)?.root;
  if (home === undefined) throw new Error(`COPY --from=${from}: there is no such stage`);
  const paths = words.filter((it) => !it.startsWith("--"));
  const target = paths.pop() ?? "";
  for (const source of paths) {
    const wildcard = source.endsWith("*");
    const name = wildcard ? source.slice(0, -1) : source;
    const place = join(
      stage.root,
      stage.workdir,
      target.endsWith("/") ? join(target, basename(name)) : target,
    );
    await cp(join(home, name), place, { recursive: true, verbatimSymlinks: true }).catch((error) => {
      if (!wildcard || error.code !== "ENOENT") throw error;
    });
  }
}

async function runStep(command: string, stage: Stage, env: NodeJS.ProcessEnv): Promise<void> {
  // Goes into the image, and here nowhere: the package manager is there already.
  if (command.startsWith("npm install --global ")) return;
  const path = [env.PATH, process.env.PATH].join(delimiter);
  await execute("sh", ["-c", command], {
    cwd: join(stage.root, stage.workdir),
    env: { ...env, ...stage.env, PATH: path },
  });
}
