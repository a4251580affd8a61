import { readFileSync } from "node:fs";

const folder = new URL("../../test/fixtures/tls/", import.meta.url);
const pem = (file: string): Buffer => readFileSync(new URL(file, folder));
const pair = (name: string) => ({ cert: pem(`${name}.crt`), key: pem(`${name}.key`) });

/** What `test/fixtures/tls` holds, as options of `node:tls`. */
export const certificates = {
  /** Trusts what `server`, `client`, `expired` and `elsewhere` show. */
  trust: { ca: pem("ca.crt") },
  trustStranger: { ca: pem("strange-ca.crt") },
  server: pair("server"),
  client: pair("client"),
  expired: pair("expired"),
  elsewhere: pair("elsewhere"),
  strangeClient: pair("strange-client"),
} as const;
