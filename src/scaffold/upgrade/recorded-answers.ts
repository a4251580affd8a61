import { readContract } from "../contract/contract.js";
import type { Answers, GivenContract, Kind, PackageManager } from "../project/answers.js";
import { kinds, packageManagers } from "../project/answers.js";
import type { Manifest } from "../project/manifest.js";
import { deriveNames } from "../project/names.js";
import { Refusal } from "../refusal.js";
import { withBuf } from "../tools/buf.js";

/** The answers that a project was written by, from its manifest. @throws {Refusal} when it cannot be read */
export async function recordedAnswers(project: string, { answers }: Manifest): Promise<Answers> {
  const { name, alias, service, from } = answers;
  if (answers.template !== undefined) {
    throw new Refusal("this project was written from a template of your own; upgrade it by that");
  }
  const suffix = `.${alias}`;
  const registryName = String(service);
  const namespace = registryName.endsWith(suffix) ? registryName.slice(0, -suffix.length) : undefined;
  const spelling = { cwd: project, ...(namespace !== undefined && { namespace }) };
  const names = deriveNames(project, { ...spelling, name: String(name) });
  const kind = oneOf<Kind>(answers.kind, kinds);
  const calls = kind === "web" || (kind === "client" && from === undefined);
  const owner = calls ? deriveNames("greeter", spelling) : names;
  const given = from === undefined ? undefined : await readOwnContract(project, String(from));
  return {
    kind,
    names,
    contract: { names: owner, target: owner.registryName, given },
    packageManager: oneOf<PackageManager>(answers.packageManager, packageManagers),
    registry: "mdns",
    ci: answers.ci === "none" ? "none" : "github",
    docker: answers.docker === true,
    kubernetes: answers.kubernetes === true,
    template: undefined,
    command: String(answers.command ?? `micro new ${name}`),
  };
}

/** A contract that was given is the user's by now: it is read, and never written. */
async function readOwnContract(folder: string, from: string): Promise<GivenContract> {
  const { services } = await withBuf({ folder, project: folder }, readContract);
  return { from, files: new Map(), services };
}

function oneOf<T extends string>(value: unknown, known: readonly T[]): T {
  const found = known.find((it) => it === value);
  if (found !== undefined) return found;
  throw new Refusal(
    `.micro/manifest.json says "${String(value)}", which is none of ${known.join(", ")}; a newer toolkit may have written it`,
  );
}
