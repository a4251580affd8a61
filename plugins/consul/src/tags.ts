import { type Endpoint, packText, parseEndpoints, parseMetadata, unpackText } from "@ts-micro/framework";

/** What a service says of itself beside name and address: Consul has only tags for it. */
export interface TagContent {
  readonly version: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly endpoints: readonly Endpoint[];
}

/** Writes tags as Go Micro does: one per metadata key (`t-`), per endpoint (`e-`), and for the version (`v-`). */
export function encodeTags({ version, metadata, endpoints }: TagContent): string[] {
  return [
    ...Object.entries(metadata).map(([key, value]) => `t-${packText(JSON.stringify({ [key]: value }))}`),
    ...endpoints.map((endpoint) => `e-${packText(JSON.stringify(endpoint))}`),
    `v-${packText(version)}`,
  ];
}

/** Reads the tags of a service, also of one that knows nothing of Micro: then there is nothing in them. */
export function decodeTags(tags: readonly string[]): TagContent {
  return {
    version: textsOf(tags, "v")[0] ?? "",
    metadata: Object.assign({}, ...textsOf(tags, "t").map((text) => parseMetadata(parseJson(text)))),
    endpoints: parseEndpoints(
      textsOf(tags, "e")
        .map(parseJson)
        .filter((json) => json !== undefined),
    ),
  };
}

/** Tags were plain once, `v=1.0.0`; of those of one kind, the way of the first is that of all. */
function textsOf(tags: readonly string[], kind: "t" | "e" | "v"): string[] {
  const ofKind = tags.filter((tag) => tag.startsWith(`${kind}-`) || tag.startsWith(`${kind}=`));
  const way = ofKind[0]?.[1];
  return ofKind
    .filter((tag) => tag[1] === way)
    .flatMap((tag) => (way === "=" ? tag.slice(2) : (unpackText(tag.slice(2)) ?? [])));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
