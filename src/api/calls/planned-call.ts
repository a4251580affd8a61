import type { CallOptions, MethodDefinition } from "@ts-micro/framework";

/** The call that a request stands for, ready to be made. */
export interface PlannedCall {
  readonly service: string;
  readonly method: MethodDefinition<Uint8Array, Uint8Array>;
  /** As its content type has it. */
  readonly message: Uint8Array;
  readonly options: Pick<CallOptions, "contentType" | "filters" | "address">;
  /** Prints a reply as JSON. */
  toJson(reply: Uint8Array): string;
}
