import { badRequest } from "../../../errors/errors.js";
import type { Metadata } from "../../../metadata/metadata.js";
import { isBookkeeping, isHeaderName } from "./header-name.js";
import { headerValue } from "./header-value.js";

const maxNames = 1000;

/** Writes metadata as header fields, in the spelling that Go gives to names: `Foo-Bar`. */
export class MetadataWriter {
  /** The written form by the key as it was set; empty for keys that belong to the wire. */
  readonly #names = new Map<string, string>();

  /** @returns lines with their line ends, one character per byte */
  write(metadata: Metadata | undefined, prefix = ""): string {
    let text = "";
    if (metadata === undefined) return text;
    for (const [key, value] of metadata) {
      const name = this.#names.get(key) ?? this.#learn(key);
      if (name !== "") text += `${prefix}${name}: ${headerValue(value)}\r\n`;
    }
    return text;
  }

  #learn(key: string): string {
    if (!isHeaderName(key)) throw badRequest("go.micro.transport", `metadata key "${key}" is no header name`);
    const name = isBookkeeping(key.toLowerCase()) ? "" : canonical(key);
    if (this.#names.size < maxNames) this.#names.set(key, name);
    return name;
  }
}

function canonical(key: string): string {
  return key.toLowerCase().replace(/(^|-)[a-z]/g, (it) => it.toUpperCase());
}
