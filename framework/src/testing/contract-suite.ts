/**
 * The duties of a contract as tests. Any runner takes them:
 *
 * ```ts
 * const suite = registryContract("memory", { create: () => createMemoryRegistry() });
 * describe(suite.name, () => {
 *   for (const { name, run } of suite.cases) it(name, run);
 * });
 * ```
 */
export interface ContractSuite {
  /** `registry contract: memory` */
  readonly name: string;
  readonly cases: readonly ContractCase[];
}

/** One duty, tried. */
export interface ContractCase {
  /** A sentence that begins with the number of the MUST: `1. gives every version with all of its nodes`. */
  readonly name: string;
  /** Rejects when the duty is broken. */
  readonly run: () => Promise<void>;
}
