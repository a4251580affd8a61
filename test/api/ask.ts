/** What is asked of a gateway. */
export interface Question extends Omit<RequestInit, "body"> {
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** An answer of a gateway. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** What its JSON is. */
  readonly body: unknown;
}

/** @param target `GET /v1/shelves/7` */
export async function ask(url: string, target: string, { body, ...init }: Question = {}): Promise<Reply> {
  const [method = "", path = ""] = target.split(" ");
  const headers = { ...(body !== undefined && { "content-type": "application/json" }), ...init.headers };
  const answer = await fetch(url + path, {
    ...init,
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === "" ? undefined : JSON.parse(text) };
}
