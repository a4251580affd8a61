import { MicroError } from "@ts-micro/framework";
import { CommandError } from "./failure.js";

/** Says which call failed, and how, in the words of Micro 1.0. */
export function callError(
  action: "calling" | "receiving from" | "publishing to",
  target: string,
  reason: unknown,
): CommandError {
  const error = MicroError.from(reason, "micro");
  // Code 0 is an error that a peer sent as mere text.
  const text = error.code === 0 ? error.detail : JSON.stringify(error);
  return new CommandError(`error ${action} ${target}: ${text}`);
}
