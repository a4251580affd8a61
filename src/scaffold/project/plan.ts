/*
 * From answers to files: pure, in memory. Which files a project has is decided here; what is in them, in the templates.
 */

import { checkPlan, type FilePlan } from "../files/file-plan.js";
import { commandsOf } from "../tools/package-manager.js";
import type { ToolkitPackage } from "../tools/toolkit.js";
import type { Answers } from "./answers.js";
import { renderTemplate, type Template, type TemplateContext } from "./template.js";

/** Where a service listens in a container. Development takes any free port. */
const PORT = "8080";

export interface PlanInput {
  /** The template of the kind of project. */
  readonly template: Template;
  /** Where the versions in package.json come from: what the toolkit is tested with is what it writes. */
  readonly toolkit: ToolkitPackage;
  /** How package.json names `@ts-micro/*`. */
  readonly specs: Readonly<Record<string, string>>;
}

/** Every file of a project but those that are generated from its `.proto`. */
export function planProject(answers: Answers, input: PlanInput): FilePlan {
  const wanted = [...input.template].filter(([path]) => isWanted(path, answers));
  const plan = renderTemplate(new Map(wanted), createContext(answers, input));
  checkPlan(plan);
  return plan;
}

function isWanted(path: string, answers: Answers): boolean {
  if (path.startsWith(".github/")) return answers.ci === "github";
  if (path.startsWith("Dockerfile") || path.startsWith(".dockerignore")) return answers.docker;
  if (path.startsWith("k8s/")) return answers.kubernetes;
  return true;
}

/** The values that the templates of a project may use. */
export function createContext(answers: Answers, input: Omit<PlanInput, "template">): TemplateContext {
  const { names } = answers;
  const specs = Object.entries(input.specs);
  return {
    ...names,
    command: answers.command,
    packageManager: { ...commandsOf(answers.packageManager) },
    npm: answers.packageManager === "npm",
    port: PORT,
    docker: answers.docker,
    kubernetes: answers.kubernetes,
    github: answers.ci === "github",
    vendored: specs.some(([, spec]) => spec.startsWith("file:")),
    framework: input.specs["@ts-micro/framework"],
    toolkit: input.specs["@ts-micro/toolkit"],
    versions: readVersions(input.toolkit),
  };
}

/** `@types/node` is `types_node` in a template. */
function readVersions(toolkit: ToolkitPackage): TemplateContext {
  const all = { ...toolkit.devDependencies, ...toolkit.dependencies };
  return Object.fromEntries(
    Object.entries(all).map(([name, range]) => [name.replace("@", "").replaceAll(/[^a-z]/g, "_"), range]),
  );
}
