/** The plugin's own options, as they are written in `opt:` of buf.gen.yaml. */
export interface OwnOptions {
  /** What imports of generated files end in. */
  readonly import_extension: "js" | "ts" | "none";
  /** Who prints the messages. */
  readonly messages: "ts-proto" | "none";
  /** What comes before `.ts` in the name of a stub file. */
  readonly file_suffix: string;
  /** The package that generated code imports the framework from. */
  readonly runtime: string;
  /** Whether descriptors are embedded: proto3 JSON needs them. */
  readonly descriptors: boolean;
}

/** Everything that was asked for, checked. */
export interface GeneratorOptions extends OwnOptions {
  /** The parameter that ts-proto reads: our defaults and what was given. */
  readonly tsProtoParameter: string;
  /** `.js`, `.ts` or empty. */
  readonly importSuffix: string;
  /** What comes before `.ts` in the name of a file of messages (ts-proto's `fileSuffix`). */
  readonly messageFileSuffix: string;
  /** ts-proto's `M<file>=<module>`: files that are imported from elsewhere. */
  readonly mappedFiles: ReadonlyMap<string, string>;
  /** False when only the files asked for are to be printed (ts-proto's `emitImportedFiles`). */
  readonly emitImportedFiles: boolean;
}

/** A choice, or what `true`/`false` and text are called in messages. */
export type OptionKind = readonly string[] | "boolean" | "text" | "number";

export interface OwnOption {
  readonly kind: OptionKind;
  readonly byDefault: string;
  readonly meaning: string;
}

/** The own options: what the README's table shows. */
export const ownOptions: Readonly<Record<keyof OwnOptions, OwnOption>> = {
  import_extension: {
    kind: ["js", "ts", "none"],
    byDefault: "js",
    meaning: "What imports of generated files end in",
  },
  messages: {
    kind: ["ts-proto", "none"],
    byDefault: "ts-proto",
    meaning:
      "Who prints the messages; `none` when ts-proto runs beside as its own plugin, with the same options",
  },
  file_suffix: {
    kind: "text",
    byDefault: ".micro",
    meaning: "What comes before `.ts` in the name of a stub file",
  },
  runtime: {
    kind: "text",
    byDefault: "@ts-micro/framework",
    meaning: "The package that generated code imports the framework from",
  },
  descriptors: {
    kind: "boolean",
    byDefault: "true",
    meaning: "Embed file descriptors; without them there is no JSON and no reflection",
  },
};
