import type { ContractMethod, ContractService } from "../contract/contract.js";
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
  const { given, names, target } = contract;
  if (given === undefined) return `${exec} micro call ${target} ${names.service}.Hello '{"name":"John"}'`;
  const called = findCall(given.services);
  if (called === undefined) return "";
  const { service, method } = called;
  const verb = method.kind === "unary" ? "call" : "stream";
  return `${exec} micro ${verb} ${target} ${service.name}.${method.protoName} '{}'`;
}

/** The method that shows best what services do: the first that answers once, or else the first. */
export function findCall(
  services: readonly ContractService[],
): { readonly service: ContractService; readonly method: ContractMethod } | undefined {
  const calls = services.flatMap((service) => service.methods.map((method) => ({ service, method })));
  return calls.find(({ method }) => method.kind === "unary") ?? calls[0];
}
