/** What was asked cannot be done as it was asked: one line with the reason and the remedy. Nothing was written. */
export class Refusal extends Error {
  override get name(): string {
    return "Refusal";
  }
}
