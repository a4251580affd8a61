import type { BidiStream, Client, ClientWrapper } from "../client/client.js";
import { Metadata, type MetadataInit } from "../metadata/metadata.js";
import { type Observation, type Observer, observe } from "./observer.js";

/** Lets an observer see every call, every stream and every publication of a client. */
export function observeClient(observer: Observer): ClientWrapper {
  return (client): Client => ({
    call(request, message, options) {
      const { service, method } = request;
      const context = options?.context;
      const observation = observer({ role: "client", service, endpoint: method.endpoint, context });
      return observe(observation, () => client.call(request, message, extend(options, observation)));
    },
    stream(request, options) {
      const { service, method } = request;
      const context = options?.context;
      const observation = observer({ role: "client", service, endpoint: method.endpoint, context });
      return new ObservedStream(client.stream(request, extend(options, observation)), observation);
    },
    publish(publication, options) {
      const { topic } = publication;
      const observation = observer({
        role: "publisher",
        service: "",
        endpoint: topic,
        context: options?.context,
      });
      return observe(observation, () => client.publish(publication, extend(options, observation)));
    },
    close: () => client.close(),
    [Symbol.asyncDispose]: () => client.close(),
  });
}

/** What the caller gave beats what the observation adds. */
function extend<T extends { readonly metadata?: MetadataInit | undefined }>(
  options: T | undefined,
  { metadata }: Observation,
): T | { metadata: MetadataInit } {
  if (metadata === undefined) return options ?? ({} as T);
  const extended = new Metadata(options?.metadata);
  for (const [key, value] of Object.entries(metadata)) if (!extended.has(key)) extended.set(key, value);
  return { ...options, metadata: extended };
}

/** A stream that tells once how it ended: as its iteration did, or well when it was closed. */
class ObservedStream<I, O> implements BidiStream<I, O>, AsyncIterator<O> {
  readonly #stream: BidiStream<I, O>;
  readonly #observation: Observation;
  #replies: AsyncIterator<O> | undefined;
  #ended = false;

  constructor(stream: BidiStream<I, O>, observation: Observation) {
    this.#stream = stream;
    this.#observation = observation;
  }

  [Symbol.asyncIterator](): AsyncIterator<O> {
    return this;
  }

  async next(): Promise<IteratorResult<O>> {
    this.#replies ??= this.#stream[Symbol.asyncIterator]();
    try {
      const result = await this.#replies.next();
      if (result.done) this.#end(undefined);
      return result;
    } catch (error) {
      this.#end(error);
      throw error;
    }
  }

  async return(): Promise<IteratorResult<O>> {
    this.close();
    return { done: true, value: undefined };
  }

  send(message: I): Promise<void> {
    return this.#stream.send(message);
  }

  closeSend(): Promise<void> {
    return this.#stream.closeSend();
  }

  close(reason?: unknown): void {
    this.#stream.close(reason);
    this.#end(reason);
  }

  #end(error: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#observation.end(error);
  }
}
