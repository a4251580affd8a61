import type { MessageSchema } from "./message-schema.js";

/**
 * The schema of a body that nobody decodes: every codec passes it through, untouched, in both directions.
 *
 * Gateways, proxies and the command line make calls with it.
 */
export const rawSchema: MessageSchema<Uint8Array> = {
  typeName: "",
  codec: {
    encode: (body) => ({ finish: () => body }),
    decode: (bytes) => bytes,
    fromPartial: (body) => body,
  },
};
