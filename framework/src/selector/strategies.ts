import type { Node } from "../registry/registry.js";
import type { Candidate, Strategy } from "./selector.js";

/** Any node, each as likely as the others. */
export function random(): Strategy {
  return (candidates) => at(candidates, Math.floor(Math.random() * candidates.length));
}

/**
 * One node after the other: the one whose last turn is the longest ago, whichever nodes the filters of a call leave. It
 * begins anywhere, so that clients do not march in step.
 */
export function roundRobin(): Strategy {
  const turns = new WeakMap<Node, number>();
  let turn = 0;
  return (candidates) => {
    const turnOf = ({ node }: Candidate): number => turns.get(node) ?? 0;
    const next = least(candidates, turnOf);
    turns.set(next.node, ++turn);
    return next;
  };
}

/** The node with the fewest calls of this client that have not ended; any of them where several have as few. */
export function leastInFlight(): Strategy {
  return (candidates) => least(candidates, ({ inFlight }) => inFlight);
}

/** The candidate with the lowest count, none of which is below 0; any of them where several have as few. */
function least(candidates: readonly Candidate[], countOf: (candidate: Candidate) => number): Candidate {
  const start = Math.floor(Math.random() * candidates.length);
  let found = at(candidates, start);
  let fewest = countOf(found);
  for (let i = 1; i < candidates.length && fewest > 0; i++) {
    const candidate = at(candidates, (start + i) % candidates.length);
    const count = countOf(candidate);
    if (count >= fewest) continue;
    found = candidate;
    fewest = count;
  }
  return found;
}

function at(candidates: readonly Candidate[], index: number): Candidate {
  const candidate = candidates[index];
  if (candidate === undefined) throw new TypeError("candidates: expected at least one, got none");
  return candidate;
}
