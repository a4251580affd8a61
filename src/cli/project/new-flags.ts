import { type Command, Option } from "commander";
import { ciSystems, kinds } from "../../scaffold/project/answers.js";
import type { NewRequest } from "../../scaffold/project/request.js";
import { packageManagers } from "../../scaffold/tools/package-manager.js";

/** What commander makes of `micro new`'s flags. */
export interface NewFlags {
  readonly type?: NonNullable<NewRequest["kind"]>;
  readonly name?: string;
  readonly namespace?: string;
  readonly pm?: NonNullable<NewRequest["packageManager"]>;
  /** The one flag that all of `micro` has. */
  readonly registry?: string;
  readonly ci?: NonNullable<NewRequest["ci"]>;
  readonly docker?: boolean;
  readonly from?: string;
  readonly template?: string;
  readonly k8s?: boolean;
  readonly git?: boolean;
  readonly install?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

export function addNewFlags(command: Command): Command {
  return command
    .addOption(new Option("--type <kind>", "what to write").choices(kinds))
    .option("--name <name>", "the name of the project, if it is not that of its folder")
    .option("--namespace <namespace>", "goes before the name in the registry: go.micro.srv")
    .addOption(new Option("--pm <manager>", "the package manager").choices(packageManagers))
    .addOption(
      new Option(
        "--ci <system>",
        "who runs the checks (default: github, and none inside another repository)",
      ).choices(ciSystems),
    )
    .option("--from <path>", "a .proto, or a folder of them, to write the project around")
    .option(
      "--template <folder>",
      "a folder that is the whole template (templates/README.md of the package says how)",
    )
    .option("--docker", "write a Dockerfile (default)")
    .option("--no-docker", "write none")
    .option("--k8s", "write a Kubernetes manifest (default)")
    .option("--no-k8s", "write none")
    .option("--git", "commit to a new repository, unless the folder is in one or held files (default)")
    .option("--no-git", "leave git alone")
    .option("--install", "install the packages as well")
    .option("--no-install", "leave that to you (default)")
    .option("-y, --yes", "ask nothing")
    .option("--dry-run", "show what would be written, and write nothing")
    .option("--force", "write into a folder that is not empty, replacing files of the same names")
    .option("--json", "print the result as JSON");
}

/** The request that name and flags make. */
export function readRequest(target: string, flags: NewFlags): NewRequest {
  return withoutUndefined({
    target,
    kind: flags.type,
    name: flags.name,
    namespace: flags.namespace,
    packageManager: flags.pm,
    registry: flags.registry,
    ci: flags.ci,
    docker: flags.docker,
    kubernetes: flags.k8s,
    from: flags.from,
    template: flags.template,
  });
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, it]) => it !== undefined)) as Defined<T>;
}
