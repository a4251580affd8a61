/**
 * Handwritten code that is about something the contract does not have, or not any more. It is its owner's to delete, so
 * it is only pointed at.
 */
export interface Orphan {
  /** `src/handler/greeter.ts` */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly name: string;
  readonly reason: string;
}
