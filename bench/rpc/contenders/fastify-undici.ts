import fastify from "fastify";
import { Pool } from "undici";
import { type Contender, greet, timeoutMs } from "../contender.js";

/** JSON over HTTP/1.1, with the fastest server and client that are widely used. */
export const fastifyUndici: Contender = {
  name: "fastify + undici",
  async serve() {
    const app = fastify();
    const response = { type: "object", properties: { message: { type: "string" } } };
    app.post<{ Body: { name: string } }>(
      "/hello",
      { schema: { response: { 200: response } } },
      async ({ body }) => ({
        message: greet(body.name),
      }),
    );
    const place = await app.listen({ host: "127.0.0.1", port: 0 });
    return { place, close: () => app.close() };
  },
  async connect(place) {
    const pool = new Pool(place, { connections: 128, headersTimeout: timeoutMs });
    let id = 0;
    return {
      async hello(name) {
        const headers = { "content-type": "application/json", "request-id": String(id++) };
        const { body } = await pool.request({
          method: "POST",
          path: "/hello",
          headers,
          body: JSON.stringify({ name }),
        });
        const reply = (await body.json()) as { message: string };
        return reply.message;
      },
      close: () => pool.close(),
    };
  },
};
