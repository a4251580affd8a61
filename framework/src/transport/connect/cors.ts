import { type HeaderBlock, headerValue } from "../headers/header-block.js";
import type { PlainRequest, PlainResponse } from "./plain-http.js";

/** Which pages of browsers may make calls. */
export interface CorsOptions {
  /** Origins such as `https://shop.example`, or `*` for any. */
  readonly origins: readonly string[];
  /** Request headers that pages may set beside those of Connect; `*` stands for any. @default ["*"] */
  readonly headers?: readonly string[];
  /** How long browsers may remember the answer, in seconds. @default 7200 */
  readonly maxAgeSeconds?: number;
}

const connectHeaders = ["Content-Type", "Connect-Protocol-Version", "Connect-Timeout-Ms"];

/** @returns the answer to a browser's question whether a call may be made; undefined for any other request */
export function answerPreflight(
  request: PlainRequest,
  cors: CorsOptions | undefined,
): PlainResponse | undefined {
  const asked = headerValue(request.headers, "access-control-request-method");
  if (cors === undefined || request.method !== "OPTIONS" || asked === undefined) return undefined;
  const headers = corsHeaders(request, cors);
  if (headers.length === 0) return { status: 403, headers: [], body: new Uint8Array() };
  return {
    status: 204,
    headers: [
      ...headers,
      "access-control-allow-methods",
      "GET, POST",
      "access-control-allow-headers",
      [...connectHeaders, ...(cors.headers ?? ["*"])].join(", "),
      "access-control-max-age",
      String(cors.maxAgeSeconds ?? 7_200),
    ],
    body: new Uint8Array(),
  };
}

/** The headers that let a page read an answer; none for a page that may not. */
export function corsHeaders(request: PlainRequest, cors: CorsOptions | undefined): HeaderBlock {
  const origin = headerValue(request.headers, "origin");
  if (cors === undefined || origin === undefined) return [];
  if (!cors.origins.includes("*") && !cors.origins.includes(origin)) return [];
  return ["access-control-allow-origin", origin, "vary", "Origin", "access-control-expose-headers", "*"];
}
