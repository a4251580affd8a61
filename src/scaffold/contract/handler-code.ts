/*
 * What is written for a method or a service that nobody has served yet: code that compiles, and says so when called.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { renderText, type TemplateContext } from "../../templating/render-text.js";
import { templatesFolder } from "../../templating/templates-folder.js";
import type { ContractMethod, ContractService } from "./contract.js";
import { importAs, variableOf } from "./free-alias.js";
import { moduleFrom } from "./module-path.js";
import { MAIN, type Registration } from "./registration.js";

/** Where the pieces of a project are, relative to it. */
export interface CodePlaces {
  /** What the service is called here: `Greeter` */
  readonly name: string;
  /** `src/gen` */
  readonly generated: string;
  /** `src/handler/greeter.ts` */
  readonly handler: string;
  /** `test/greeter.test.ts` */
  readonly test: string;
  /** The name in the registry, for messages. */
  readonly registryName: string;
}

/** Methods that a service has gained. */
export interface MethodStubs {
  readonly service: ContractService;
  readonly methods: readonly ContractMethod[];
  /** The name in the registry, for messages. */
  readonly registryName: string;
}

export function handlerCode(service: ContractService, places: CodePlaces): string {
  return render("handler.ts.hbs", {
    name: service.name,
    handlerName: handlerName(service, places),
    hasMethods: service.methods.length > 0,
    handlerType: service.handlerType,
    service: places.registryName,
    methods: service.methods.map((it) => ({ ...it })),
    stubImport: moduleFrom(places.handler, `${places.generated}/${service.stub}`),
  });
}

export function handlerTestCode(service: ContractService, places: CodePlaces): string {
  const { handler, test } = places;
  return stubTestCode(service.methods, { handlerName: handlerName(service, places), handler, test });
}

interface TestedHandler extends Pick<CodePlaces, "handler" | "test"> {
  /** `greeterHandler` */
  readonly handlerName: string;
}

/** Tests that methods are not written yet: they fail as soon as they are. */
export function stubTestCode(
  methods: readonly ContractMethod[],
  { handlerName, handler, test }: TestedHandler,
): string {
  return render("handler.test.ts.hbs", {
    handlerName,
    methods: methods.map((it) => ({ ...it })),
    handlerImport: moduleFrom(test, handler),
  });
}

/** Methods as they stand in an object or in a class, without indentation. */
export function methodCode(
  { service, methods, registryName }: MethodStubs,
  { inClass }: { readonly inClass: boolean },
): string {
  return methods
    .map(({ name, protoName }) => {
      const message = `${service.name}.${protoName} is not written yet`;
      // A method of a class that only throws would return void, which is no reply.
      const [signature, end] = inClass ? [`${name}(): never`, "}"] : [`${name}()`, "},"];
      return `${signature} {\n  throw unimplemented("${registryName}", "${message}");\n${end}\n\n`;
    })
    .join("");
}

/** What main.ts needs to serve it. */
export function handlerRegistration(service: ContractService, places: CodePlaces): Registration {
  const { register, name, stub } = service;
  const local = name === places.name ? register : `register${places.name}Handler`;
  const handler = handlerName(service, places);
  return {
    imports: [
      `import { ${importAs(register, local)} } from "${moduleFrom(MAIN, `${places.generated}/${stub}`)}";`,
      `import { ${handler} } from "${moduleFrom(MAIN, places.handler)}";`,
    ],
    line: `${local}(service.server, ${handler});`,
  };
}

function render(template: string, context: TemplateContext): string {
  return renderText(readFileSync(join(templatesFolder(), "handler", template), "utf8"), context);
}

/** `greeterHandler`; the type of a service whose name begins with a small letter is called so itself. */
function handlerName({ handlerType }: ContractService, { name }: CodePlaces): string {
  const variable = variableOf(name);
  return handlerType === `${variable}Handler` ? `${variable}ServiceHandler` : `${variable}Handler`;
}
