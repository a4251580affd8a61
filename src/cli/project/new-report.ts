import { relative } from "node:path";
import type { Answers } from "../../scaffold/project/answers.js";
import type { NewProject } from "../../scaffold/project/new-project.js";
import { nextSteps } from "../../scaffold/project/next-steps.js";
import { drawTree } from "../../scaffold/project/tree.js";

/** What `micro new` did, for its reader. */
export interface NewReport {
  readonly answers: Answers;
  readonly project: NewProject;
  readonly installed: boolean;
  /** What went wrong after the project was in its place. */
  readonly problems: readonly string[];
  /** Whether all this would only be. */
  readonly dryRun: boolean;
  readonly cwd: string;
}

export function printReport(report: NewReport): string {
  const { project, cwd } = report;
  const tree = drawTree(relative(cwd, project.directory) || ".", [...project.files.keys()]);
  return `${tree}\n\n${replacedLine(project)}${nextLines(report)}`;
}

/** What a user must know who interrupts the steps after it. */
export function printInterrupted(report: NewReport): string {
  return `interrupted; the project is complete at ${report.project.directory}\n\n${nextLines(report)}`;
}

/** What a dry run shows. */
export function printPlan({ project }: NewReport): string {
  const lines = [...project.files].map(([path, file]) => {
    const verb = project.replaced.includes(path) ? "replace" : "create ";
    return `${verb}  ${path} (${Buffer.byteLength(file.contents)} bytes)`;
  });
  return `${lines.join("\n")}\n\nNothing was written.\n`;
}

export function printJson(report: NewReport): string {
  const { answers, project, dryRun, installed, problems } = report;
  const result = {
    dryRun,
    dir: project.directory,
    name: answers.names.packageName,
    service: answers.names.registryName,
    files: [...project.files.keys()],
    replaced: project.replaced,
    installed,
    problems,
    nextSteps: stepsOf(report),
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}

function nextLines(report: NewReport): string {
  const steps = stepsOf(report).map((step) => `  ${step}`);
  return `Next:\n${steps.join("\n")}\n`;
}

function stepsOf({ answers, installed, project, cwd }: NewReport): string[] {
  return nextSteps(answers, { installed, folder: relative(cwd, project.directory) });
}

function replacedLine({ replaced }: NewProject): string {
  return replaced.length === 0 ? "" : `Replaced: ${replaced.join(", ")}\n\n`;
}
