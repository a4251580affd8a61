import { kinds } from "../../scaffold/project/answers.js";
import { deriveNames } from "../../scaffold/project/names.js";
import type { CommandContext } from "../command.js";
import { Cancelled } from "../failure.js";
import type { NewFlags } from "./new-flags.js";

/** Whether there is someone to ask. */
export function canAsk({ stdin, stdout, env }: CommandContext, flags: NewFlags): boolean {
  const terminal = stdin.isTTY === true && stdout.isTTY === true && env.TERM !== "dumb";
  return terminal && !env.CI && !flags.yes && !flags.json;
}

/**
 * Asks for what `micro new` alone does not say.
 *
 * @throws {Cancelled} when the user has second thoughts
 */
export async function askForProject(
  flags: NewFlags,
  context: CommandContext,
): Promise<{ readonly target: string; readonly flags: NewFlags }> {
  const streams = { stdin: context.stdin as NodeJS.ReadStream, stdout: context.stdout as NodeJS.WriteStream };
  const cancel = () => {
    throw new Cancelled();
  };
  const prompts = await loadPrompts(context.env);
  const answers = await prompts<"target" | "type" | "install">(
    [
      {
        ...streams,
        type: "text",
        name: "target",
        message: "What shall it be called?",
        initial: "greeter",
        validate: (name: string) => explain(() => deriveNames(name, { cwd: context.cwd })),
      },
      {
        ...streams,
        type: flags.type === undefined ? "select" : null,
        name: "type",
        message: "What shall it be?",
        choices: kinds.map((kind) => ({ title: kind, value: kind })),
      },
      {
        ...streams,
        type: flags.install === undefined ? "confirm" : null,
        name: "install",
        message: "Install its packages now?",
        initial: true,
      },
    ],
    { onCancel: cancel },
  );
  const { target, ...more } = answers;
  return { target, flags: { ...flags, ...more } };
}

/** `prompts` does not know NO_COLOR. It looks for NODE_DISABLE_COLORS, once, when it is loaded. */
async function loadPrompts({ NO_COLOR }: CommandContext["env"]): Promise<typeof import("prompts")> {
  if (NO_COLOR) process.env.NODE_DISABLE_COLORS = "1";
  return (await import("prompts")).default;
}

/** True, or what is wrong: the form in which `prompts` wants it. */
function explain(check: () => unknown): true | string {
  try {
    check();
    return true;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
