import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A shell that completes a line. */
export interface Shell {
  readonly name: "bash" | "zsh" | "fish";
  /** What pressing Tab at the end of the line offers. `micro` is in its PATH. */
  complete(line: string): Promise<string[]>;
}

/** Presses Tab in an interactive shell, whose terminal zsh is. The shell shows what it offers between << and >>. */
const pressTab = `
zmodload zsh/zpty
zpty -b terminal "$1"
zpty -w terminal "$2; echo 'is ''ready'"
zpty -r terminal shown '*is ready*'
zpty -n -w terminal "$3"$'\\t'
zpty -r terminal shown '*<<*>>*'
print -r -- "$shown"
zpty -d terminal
`;

async function completeAtTerminal(
  command: string,
  { setUp, line }: { readonly setUp: string; readonly line: string },
): Promise<string[]> {
  const { stdout } = await run("zsh", ["-f", "-c", pressTab, "zsh", command, setUp, line], {
    timeout: 60_000,
  });
  const [, offered = ""] = /<<([^<>]*)>>/.exec(stdout.replace(/\\r/g, "")) ?? [];
  return wordsOf(offered);
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((it) => it !== "");
}

export const shells: readonly Shell[] = [
  {
    name: "bash",
    complete: (line) =>
      completeAtTerminal("bash --norc --noprofile -i", {
        setUp: `source <(micro completion bash)
shown() { _micro; echo "<<\${COMPREPLY[*]}>>"; }; complete -F shown micro`,
        line,
      }),
  },
  {
    name: "zsh",
    complete: (line) =>
      completeAtTerminal("zsh -f -i", {
        setUp:
          'autoload -Uz compinit; compinit -D; source <(micro completion zsh); compadd() { local -a hits; builtin compadd -O hits "$@"; print -r -- "<<$hits>>" }',
        line,
      }),
  },
  {
    name: "fish",
    async complete(line) {
      const script = `micro completion fish | source; complete --do-complete '${line}'`;
      const { stdout } = await run("fish", ["--no-config", "-c", script], { timeout: 60_000 });
      return wordsOf(stdout);
    },
  },
];

/** Installs the shells that are missing. @throws {Error} that names them, where that is not possible */
export function installShells(): void {
  const missing = shells.map((it) => it.name).filter((it) => spawnSync(it, ["-c", "exit"]).status !== 0);
  if (missing.length === 0) return;
  const install = `apt-get install --yes ${missing.join(" ")}`;
  console.log(`$ ${install}`);
  if (spawnSync("sh", ["-c", `apt-get update && ${install}`], { stdio: "inherit" }).status === 0) return;
  throw new Error(`test:shells completes in real shells, and these are missing: ${missing.join(", ")}`);
}
