/** What the other end sent is not a message that this transport reads. The connection cannot go on. */
export class MalformedHttp extends Error {
  /** The HTTP status that says so: 400, 413 or 431. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  override get name(): string {
    return "MalformedHttp";
  }
}

/** A head that is longer than this end takes. */
export function headerTooLarge(maxHeaderBytes: number): MalformedHttp {
  return new MalformedHttp(431, `header of more than ${maxHeaderBytes} bytes`);
}

/** A body that is longer, or says it will be, than this end takes. */
export function bodyTooLarge(maxBodyBytes: number): MalformedHttp {
  return new MalformedHttp(413, `body of more than ${maxBodyBytes} bytes`);
}
