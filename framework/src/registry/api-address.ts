export interface ApiAddressOptions {
  /** The port where none is given. */
  readonly port: number;
}

/**
 * Reads where a server is: `host`, `host:port`, or a URL that says by `https:` that it speaks TLS.
 *
 * @returns the URL of its root
 * @throws {TypeError} naming the option `addresses`
 */
export function parseApiAddress(address: string, { port }: ApiAddressOptions): string {
  const text = /^https?:\/\//.test(address) ? address : `http://${address}`;
  if (!URL.canParse(text)) {
    throw new TypeError(
      `addresses: expected some like "127.0.0.1:${port}" or "https://host:${port}", got "${address}"`,
    );
  }
  const url = new URL(text);
  // The port of the scheme is left out of a URL, also where it was given.
  return /:\d+\/?$/.test(address) ? url.origin : `${url.protocol}//${url.hostname}:${port}`;
}
