import type { Candidate, Strategy } from "./selector.js";

/** Any node, each as likely as the others. */
export function random(): Strategy {
  return (candidates) => at(candidates, Math.floor(Math.random() * candidates.length));
}

/** One node after the other, for each service by itself. It begins anywhere, so that clients do not march in step. */
export function roundRobin(): Strategy {
  const turns = new Map<string, number>();
  return (candidates) => {
    const { name } = at(candidates, 0).service;
    const turn = turns.get(name) ?? Math.floor(Math.random() * candidates.length);
    turns.set(name, turn + 1);
    return at(candidates, turn % candidates.length);
  };
}

/** The node with the fewest calls of this client that have not ended; any of them where several have as few. */
export function leastInFlight(): Strategy {
  return (candidates) => {
    const start = Math.floor(Math.random() * candidates.length);
    let least = at(candidates, start);
    for (let i = 1; i < candidates.length && least.inFlight > 0; i++) {
      const candidate = at(candidates, (start + i) % candidates.length);
      if (candidate.inFlight < least.inFlight) least = candidate;
    }
    return least;
  };
}

function at(candidates: readonly Candidate[], index: number): Candidate {
  const candidate = candidates[index];
  if (candidate === undefined) throw new TypeError("candidates: expected at least one, got none");
  return candidate;
}
