/*
 * The fields that every HPACK table begins with (RFC 7541, appendix A), in order of their index.
 */

/** A header field. */
export interface Field {
  readonly name: string;
  readonly value: string;
}

const statuses = ["200", "204", "206", "304", "400", "404", "500"];

/** Index 1 is the first. */
export const staticTable: readonly Field[] = [
  { name: ":authority", value: "" },
  { name: ":method", value: "GET" },
  { name: ":method", value: "POST" },
  { name: ":path", value: "/" },
  { name: ":path", value: "/index.html" },
  { name: ":scheme", value: "http" },
  { name: ":scheme", value: "https" },
  ...statuses.map((value) => ({ name: ":status", value })),
  { name: "accept-charset", value: "" },
  { name: "accept-encoding", value: "gzip, deflate" },
  ...[
    "accept-language",
    "accept-ranges",
    "accept",
    "access-control-allow-origin",
    "age",
    "allow",
    "authorization",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-location",
    "content-range",
    "content-type",
    "cookie",
    "date",
    "etag",
    "expect",
    "expires",
    "from",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "last-modified",
    "link",
    "location",
    "max-forwards",
    "proxy-authenticate",
    "proxy-authorization",
    "range",
    "referer",
    "refresh",
    "retry-after",
    "server",
    "set-cookie",
    "strict-transport-security",
    "transfer-encoding",
    "user-agent",
    "vary",
    "via",
    "www-authenticate",
  ].map((name) => ({ name, value: "" })),
];
