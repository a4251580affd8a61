import { vi } from "vitest";

/** Looks until it finds no fault, for as long as a busy machine may take. @returns what was found */
export function waitFor<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 20_000, interval: 20 });
}
