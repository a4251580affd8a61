/** Everything that was asked for, checked. */
export interface GeneratorOptions {
  /** Whether ts-proto's messages are printed. */
  readonly printsMessages: boolean;
  /** What comes before `.ts` in the name of a stub file. */
  readonly stubFileSuffix: string;
  /** What comes before `.ts` in the name of a file of messages. */
  readonly messageFileSuffix: string;
  /** What imports of generated files end in: `.js`, `.ts` or nothing. */
  readonly importSuffix: string;
  /** The package that generated code imports the framework from. */
  readonly runtime: string;
  readonly embedsDescriptors: boolean;
  /** Whether what cannot be kept is an error. */
  readonly strict: boolean;
  readonly printsIndex: boolean;
  readonly goAliases: boolean;
  /** Files that are imported from elsewhere, with the module that stands for each. */
  readonly mappedFiles: ReadonlyMap<string, string>;
  /** Whether the files that are used are printed with those asked for. */
  readonly emitImportedFiles: boolean;
  /** ts-proto's options: our defaults and what was given. */
  readonly tsProto: ReadonlyMap<string, readonly string[]>;
}
