import { join } from "node:path";
import { readContract } from "../contract/contract.js";
import type { GivenContract } from "../contract/given-contract.js";
import { readLintExceptions } from "../contract/lint-exceptions.js";
import type { FilePlan } from "../files/file-plan.js";
import { readFiles } from "../files/project-files.js";
import { type Answers, ciSystems, kinds, registries } from "../project/answers.js";
import type { Manifest } from "../project/manifest.js";
import { answerRequest } from "../project/request.js";
import { Refusal } from "../refusal.js";
import { withBuf } from "../tools/buf.js";
import { packageManagers } from "../tools/package-manager.js";

/** The answers that a project was written by, from its manifest. @throws {Refusal} when it cannot be read */
export async function recordedAnswers(project: string, { answers }: Manifest): Promise<Answers> {
  const { name, namespace, from, target, command, docker, kubernetes } = answers;
  if (answers.template !== undefined) {
    throw new Refusal("this project was written from a template of your own; upgrade it by that");
  }
  const asked = await answerRequest(
    {
      target: project,
      name: String(name),
      ...(namespace !== undefined && { namespace: String(namespace) }),
      kind: oneOf(answers.kind, kinds),
      packageManager: oneOf(answers.packageManager, packageManagers),
      registry: oneOf(answers.registry, registries),
      ci: oneOf(answers.ci, ciSystems),
      // Where a kind has no use for them, older toolkits recorded that they were not refused.
      ...(docker === false && { docker }),
      ...(kubernetes === false && { kubernetes }),
    },
    { cwd: project, env: {} },
  );
  const contract = {
    ...asked.contract,
    ...(target !== undefined && { target: String(target) }),
    ...(from !== undefined && { names: asked.names, given: await readOwnContract(project, String(from)) }),
  };
  return { ...asked, contract, command: String(command) };
}

/** A contract that was given is the user's by now, as it is today. */
async function readOwnContract(project: string, from: string): Promise<GivenContract> {
  const { services } = await withBuf({ folder: project, toolsOf: project }, readContract);
  const exceptions = await readLintExceptions(project);
  return { from, files: await readProto(project), services, exceptions };
}

async function readProto(project: string): Promise<FilePlan> {
  const files = await readFiles(join(project, "proto"));
  return new Map([...files].map(([path, file]) => [`proto/${path}`, file]));
}

function oneOf<T extends string>(value: unknown, known: readonly T[]): T {
  const found = known.find((it) => it === value);
  if (found !== undefined) return found;
  throw new Refusal(
    `.micro/manifest.json says "${String(value)}", which is none of ${known.join(", ")}; a newer toolkit may have written it`,
  );
}
