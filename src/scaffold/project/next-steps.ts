import { commandsOf } from "../tools/package-manager.js";
import { quoteWord } from "../tools/quote-word.js";
import type { Answers } from "./answers.js";

export interface NextStepsOptions {
  /** From where the project is looked at: `services/greeter`; empty from inside. */
  readonly folder: string;
  readonly installed: boolean;
}

/** At most five commands, from a new project to the first answered call. */
export function nextSteps(answers: Answers, { folder, installed }: NextStepsOptions): string[] {
  const { install, run } = commandsOf(answers.packageManager);
  return [
    ...(folder === "" ? [] : [`cd ${quoteWord(folder)}`]),
    ...(installed ? [] : [install]),
    `${run} dev`,
    ...[tryIt(answers)].filter((it) => it !== ""),
  ];
}

/** How a running project is tried; empty where running it shows all there is. */
export function tryIt({ kind, contract, packageManager }: Answers): string {
  if (kind === "client") return "";
  if (kind === "web") return "curl http://127.0.0.1:3000/";
  const { exec } = commandsOf(packageManager);
  const service = contract.given?.services.find(({ methods }) => methods.length > 0);
  const call =
    service === undefined
      ? `${contract.names.service}.Hello '{"name":"John"}'`
      : `${service.name}.${service.methods[0]?.protoName} '{}'`;
  return `${exec} micro call ${contract.target} ${call}`;
}
