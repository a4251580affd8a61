import Handlebars from "handlebars";
import ts from "typescript";

/** Walks templates beside the types of the model they print. */
export interface TemplateWalk {
  /** Walks a template, and the partials that it names, with an interface of the model. */
  walk(template: string, interfaceName: string): void;
  /** What templates name and the model does not have, or has in another form. */
  readonly problems: readonly string[];
  /** What the model has and no template that was walked names. */
  unused(): string[];
}

/** What names mean at some place in a template. */
interface Scope {
  readonly template: string;
  readonly root: ts.Type;
  readonly here: ts.Type;
  /** What the partial was given beside the model: `before=""`. */
  readonly given: ReadonlySet<string>;
}

/** The types of a model. */
export interface Model {
  readonly checker: ts.TypeChecker;
  readonly source: ts.SourceFile;
}

/** @param file the TypeScript file that declares the model */
export function readModel(file: string): Model {
  const program = ts.createProgram([file], { strict: true, noEmit: true });
  const source = program.getSourceFile(file);
  if (source === undefined) throw new TypeError(`no file ${file}`);
  return { source, checker: program.getTypeChecker() };
}

/** @param templates their text, by name */
export function createTemplateWalk(
  templates: Readonly<Record<string, string>>,
  { checker, source }: Model,
): TemplateWalk {
  const problems: string[] = [];
  const used = new Set<ts.Symbol>();
  const reached = new Map<ts.Symbol, string>();

  const walkAll = (body: readonly hbs.AST.Statement[], scope: Scope): void => {
    for (const it of body) walkOne(it, scope);
  };
  const walkOne = (statement: hbs.AST.Statement, scope: Scope): void => {
    if (isA<hbs.AST.MustacheStatement>(statement, "MustacheStatement")) {
      if (statement.params.length > 0) report(scope, `a helper: {{${pathOf(statement.path).original} ...}}`);
      const type = resolve(pathOf(statement.path), scope);
      if (type !== undefined && !isText(type))
        report(scope, `{{${pathOf(statement.path).original}}}: no text`);
    } else if (isA<hbs.AST.BlockStatement>(statement, "BlockStatement")) walkBlock(statement, scope);
    else if (isA<hbs.AST.PartialStatement>(statement, "PartialStatement")) walkPartial(statement, scope);
    else if (statement.type !== "ContentStatement") report(scope, `a ${statement.type}`);
  };
  const walkBlock = (block: hbs.AST.BlockStatement, scope: Scope): void => {
    const [param] = block.params;
    const subject = param && resolve(pathOf(param), scope);
    if (subject === undefined) return;
    const kind = block.path.original;
    const here = kind === "each" ? elementOf(subject) : subject;
    if (here === undefined) report(scope, `{{#each ${pathOf(param).original}}}: no list`);
    else if (kind === "each" || kind === "with") walkAll(block.program.body, { ...scope, here });
    else if (kind === "if") walkAll(block.program.body, scope);
    else report(scope, `{{#${kind}}}`);
    if (block.inverse) walkAll(block.inverse.body, scope);
  };
  const walkPartial = (partial: hbs.AST.PartialStatement, scope: Scope): void => {
    const name = pathOf(partial.name).original;
    const [param] = partial.params;
    const here = param === undefined ? scope.here : resolve(pathOf(param), scope);
    const given = new Set([...scope.given, ...(partial.hash?.pairs ?? []).map((it) => it.key)]);
    if (here !== undefined) walkTemplate({ ...scope, template: name, here, given });
  };
  const walkTemplate = (scope: Scope): void => {
    const text = templates[scope.template];
    if (text === undefined) problems.push(`no template ${scope.template}`);
    else walkAll(Handlebars.parse(text).body, scope);
  };
  const resolve = (path: hbs.AST.PathExpression, scope: Scope): ts.Type | undefined => {
    const [first, ...rest] = path.parts.map(String);
    if (first !== undefined && scope.given.has(first)) return rest.length === 0 ? textType : undefined;
    const start = path.data && first === "root" ? scope.root : scope.here;
    let type: ts.Type = start;
    for (const name of start === scope.root && path.data ? rest : path.parts.map(String)) {
      const property = type.getProperty(name);
      if (property === undefined) {
        report(scope, `{{${path.original}}}: the model has no ${name}`);
        return undefined;
      }
      used.add(property);
      type = withoutFalse(checker.getTypeOfSymbol(property));
    }
    return type;
  };
  const textType = checker.getStringType();
  const report = (scope: Scope, what: string) => problems.push(`${scope.template}: ${what}`);
  const withoutFalse = (type: ts.Type): ts.Type => {
    const truthy = type.isUnion() ? type.types.filter((it) => !(it.flags & ts.TypeFlags.BooleanLiteral)) : [];
    return truthy.length === 1 && truthy[0] !== undefined ? truthy[0] : type;
  };
  const isText = (type: ts.Type) => (type.flags & ts.TypeFlags.StringLike) !== 0;
  const elementOf = (type: ts.Type) =>
    checker.isArrayType(type) ? checker.getIndexTypeOfType(type, ts.IndexKind.Number) : undefined;
  const reach = (type: ts.Type, path: string): void => {
    const inner = elementOf(type) ?? withoutFalse(type);
    if (isText(inner) || !(inner.flags & ts.TypeFlags.Object)) return;
    for (const property of inner.getProperties()) {
      if (reached.has(property)) continue;
      reached.set(property, `${path}.${property.name}`);
      reach(checker.getTypeOfSymbol(property), `${path}.${property.name}`);
    }
  };
  return {
    problems,
    walk(template, interfaceName) {
      const declared = source.statements.find(
        (it) => ts.isInterfaceDeclaration(it) && it.name.text === interfaceName,
      );
      if (declared === undefined) throw new TypeError(`no interface ${interfaceName}`);
      const root = checker.getTypeAtLocation(declared);
      reach(root, interfaceName);
      walkTemplate({ template, root, here: root, given: new Set() });
    },
    unused: () => [...reached].filter(([it]) => !used.has(it)).map(([, path]) => path),
  };
}

function isA<S extends hbs.AST.Statement>(statement: hbs.AST.Statement, type: S["type"]): statement is S {
  return statement.type === type;
}

function pathOf(expression: hbs.AST.Node | undefined): hbs.AST.PathExpression {
  if (expression?.type !== "PathExpression") throw new TypeError(`expected a path, got ${expression?.type}`);
  return expression as hbs.AST.PathExpression;
}
