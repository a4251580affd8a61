/** Makes a generator of whole numbers below a bound: the same ones for the same seed (mulberry32). */
export function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Damages bytes in one to four places: bits flipped, bytes inserted, doubled, removed, or the end cut off. */
export function mutate(bytes: Uint8Array, random: (below: number) => number): Buffer {
  let mutated = [...bytes];
  for (let count = 1 + random(4); count > 0; count -= 1) {
    const at = random(mutated.length + 1);
    const length = 1 + random(8);
    const kind = random(5);
    if (kind === 0 && at < mutated.length) mutated[at] = (mutated[at] ?? 0) ^ (1 << random(8));
    if (kind === 1) mutated.splice(at, 0, ...Array.from({ length }, () => random(256)));
    if (kind === 2) mutated.splice(at, 0, ...mutated.slice(at, at + length));
    if (kind === 3) mutated.splice(at, length);
    if (kind === 4) mutated = mutated.slice(0, at);
  }
  return Buffer.from(mutated);
}
