import type { NodeAnswer, VersionAnswers } from "./ask-nodes.js";

/** Prints what nodes answered, version by version, as `micro health` and `micro stats` of Micro 1.0 do. */
export function nodeTable(
  versions: readonly VersionAnswers[],
  heads: readonly string[],
  cells: (answer: NodeAnswer) => readonly string[],
): string {
  const lines = [`service  ${versions[0]?.service.name}`];
  for (const { service, answers } of versions) {
    lines.push("", `version ${service.version}`, "", row(["node", "\taddress:port", ...heads]));
    for (const answer of answers) {
      const { id, address, port } = answer.node;
      lines.push(row([id, `\t${address}:${port}`, ...cells(answer)]));
    }
  }
  return `${lines.join("\n")}\n`;
}

function row(cells: readonly string[]): string {
  return cells.join("\t");
}
