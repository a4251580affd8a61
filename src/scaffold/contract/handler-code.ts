/*
 * What is written for a method or a service that nobody has served yet: code that compiles, and says so when called.
 */
import { readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { templatesFolder } from "../../templating/templates-folder.js";
import { renderText } from "../project/template.js";
import type { ContractMethod, ContractService } from "./contract.js";

/** Where the pieces of a project are, relative to it. */
export interface CodePlaces {
  /** `src/gen` */
  readonly generated: string;
  /** `src/handler/greeter.ts` */
  readonly handler: string;
  /** `test/greeter.test.ts` */
  readonly test: string;
  /** The name in the registry, for messages. */
  readonly registryName: string;
}

export function handlerCode(service: ContractService, places: CodePlaces): string {
  return render("handler.ts.hbs", service, places);
}

export function handlerTestCode(service: ContractService, places: CodePlaces): string {
  return render("handler.test.ts.hbs", service, places);
}

/** The methods as they stand in a handler, without indentation. */
export function methodCode(
  service: ContractService,
  methods: readonly ContractMethod[],
  registryName: string,
): string {
  return methods
    .map(({ name, protoName }) => {
      const message = `${service.name}.${protoName} is not written yet`;
      return `${name}() {\n  throw unimplemented("${registryName}", "${message}");\n},\n\n`;
    })
    .join("");
}

/** `import { greeterHandler } from "./handler/greeter.js";` and the like, for a module of the project. */
export function importLines(service: ContractService, places: CodePlaces, from: string): string[] {
  return [
    `import { ${service.register} } from "${moduleFrom(from, `${places.generated}/${service.stub}`)}";`,
    `import { ${service.variable}Handler } from "${moduleFrom(from, places.handler.replace(/\.ts$/, ".js"))}";`,
  ];
}

export function registerLine(service: ContractService): string {
  return `${service.register}(service.server, ${service.variable}Handler);`;
}

function render(template: string, service: ContractService, places: CodePlaces): string {
  const source = readFileSync(join(templatesFolder(), "handler", template), "utf8");
  return renderText(source, {
    name: service.name,
    variable: service.variable,
    handlerType: service.handlerType,
    service: places.registryName,
    methods: service.methods.map((it) => ({ ...it })),
    stubImport: moduleFrom(places.handler, `${places.generated}/${service.stub}`),
    handlerImport: moduleFrom(places.test, places.handler.replace(/\.ts$/, ".js")),
  });
}

/** How one module of a project names another. */
function moduleFrom(file: string, target: string): string {
  const path = posix.normalize(relative(dirname(file), target).replaceAll("\\", "/"));
  return path.startsWith(".") ? path : `./${path}`;
}
