import type { OptionKind } from "./option-kind.js";

/** An option of the plugin itself. */
export interface OwnOption {
  readonly kind: OptionKind;
  readonly byDefault: string;
  /** What the README says of it. */
  readonly meaning: string;
}

export type OwnOptionName =
  | "import_extension"
  | "messages"
  | "file_suffix"
  | "runtime"
  | "descriptors"
  | "strict"
  | "index"
  | "go_aliases";

/** The plugin's own options, by the names that `opt:` in buf.gen.yaml gives them. */
export const ownOptions: Readonly<Record<OwnOptionName, OwnOption>> = {
  import_extension: {
    kind: ["js", "ts", "none"],
    byDefault: "js",
    meaning: "What imports of generated files end in.",
  },
  messages: {
    kind: ["ts-proto", "none"],
    byDefault: "ts-proto",
    meaning:
      "Who prints the messages: `none` when ts-proto runs as a plugin of its own, with the same options.",
  },
  file_suffix: {
    kind: "file suffix",
    byDefault: ".micro",
    meaning: "What comes before `.ts` in the name of a stub file.",
  },
  runtime: {
    kind: "module",
    byDefault: "@ts-micro/framework",
    meaning: "The package that generated code imports the framework from.",
  },
  descriptors: {
    kind: "boolean",
    byDefault: "true",
    meaning: "Whether stubs embed what their `.proto` file declares. Without it there is no JSON.",
  },
  strict: {
    kind: "boolean",
    byDefault: "true",
    meaning:
      "Refuse what TypeScript messages cannot keep: closed enums of editions, message sets. `false` warns.",
  },
  index: {
    kind: "boolean",
    byDefault: "false",
    meaning:
      "Print `index.ts` files that export everything by package. Needs `strategy: all` in buf.gen.yaml.",
  },
  go_aliases: {
    kind: "boolean",
    byDefault: "false",
    meaning: "Add Go Micro's names: `newGreeterService` and `GreeterService` beside the client's.",
  },
};

export function isOwnOption(name: string): name is OwnOptionName {
  return Object.hasOwn(ownOptions, name);
}
