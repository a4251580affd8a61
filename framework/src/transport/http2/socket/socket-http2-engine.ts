import type { Http2Engine } from "../http2.js";
import { ClientSession } from "./client-session.js";
import { ServerSession } from "./server-session.js";
import { SlabPool } from "./slab-pool.js";

/**
 * Makes an engine that speaks HTTP/2 on the socket itself, in TypeScript.
 *
 * It does what calls need and no more: no push, no priorities, frames of up to 16 KiB. All that a turn of the
 * event loop has for a connection leaves in one write, and a call makes no objects of Node.js: that is what makes
 * it many times faster than node:http2.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9113
 * @see https://www.rfc-editor.org/rfc/rfc7541
 */
export function createSocketHttp2Engine(): Http2Engine {
  const slabs = new SlabPool();
  return {
    accept: (socket, listener, settings = {}) => new ServerSession(socket, { listener, slabs, settings }),
    connect: (socket, listener, settings = {}) => new ClientSession(socket, { listener, slabs, settings }),
  };
}
