import { MicroError } from "@ts-micro/framework";
import { gatewayName } from "../api.js";

/**
 * What the caller of the gateway sees of an error: one whose code is the status of the answer.
 *
 * An error that was only text, or has a code that is no status of an error, is 500. No answer in time, 408 among services, is
 * 504: by 408, a browser would believe that it was too slow itself, and send the request again.
 */
export function errorReply(error: MicroError): MicroError {
  const { id, code, detail } = error;
  if (code === 408) return new MicroError({ id, code: 504, detail });
  if (Number.isInteger(code) && code >= 400 && code <= 599) return error;
  return new MicroError({ id: id || gatewayName, code: 500, detail });
}
