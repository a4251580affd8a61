import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { renderText } from "../../templating/render-text.js";
import { templatesFolder } from "../../templating/templates-folder.js";
import type { Unplaced } from "../contract/anchor.js";
import { moduleFrom } from "../contract/module-path.js";
import { MAIN, register } from "../contract/registration.js";
import { readIfThere } from "../files/project-files.js";
import { Refusal } from "../refusal.js";
import { capitalize, splitWords } from "../words.js";

/** An event that a project shall receive. */
export interface EventSubscriber {
  /** As it was typed: `user-created` */
  readonly name: string;
  readonly topic: string;
  /** The event's generated code, without its ending: `src/gen/greeter/v1/user_created` */
  readonly module: string;
  /** The name in the registry, for the test. */
  readonly service: string;
}

/** Writes a subscriber and its test, and registers it. @returns what is left for the reader to do */
export async function writeSubscriber(project: string, event: EventSubscriber): Promise<Unplaced[]> {
  const words = splitWords(event.name);
  const pascal = words.map(capitalize).join("");
  const variable = pascal.charAt(0).toLowerCase() + pascal.slice(1);
  const file = `src/subscriber/${words.join("-")}.ts`;
  const test = `test/${words.join("-")}.test.ts`;
  const context = {
    event: pascal,
    variable,
    topicText: JSON.stringify(event.topic),
    service: event.service,
    messageImport: moduleFrom(file, `${event.module}.js`),
    stubImport: moduleFrom(file, `${event.module}.micro.js`),
    subscriberImport: moduleFrom(test, file),
  };
  const write = async (path: string, template: string) => {
    const target = join(project, path);
    if (existsSync(target)) throw new Refusal(`${path} exists already; choose another name`);
    await mkdir(dirname(target), { recursive: true });
    const source = readFileSync(join(templatesFolder(), "subscriber", template), "utf8");
    await writeFile(target, renderText(source, context));
  };
  await write(file, "subscriber.ts.hbs");
  await write(test, "subscriber.test.ts.hbs");
  const main = await readIfThere(join(project, MAIN));
  const result = register(main, {
    imports: [`import { on${pascal}, ${variable}Topic } from "${moduleFrom(MAIN, file)}";`],
    line: `service.server.subscribe(${variable}Topic, on${pascal});`,
  });
  if (typeof result !== "string") return [result];
  await writeFile(join(project, MAIN), result);
  return [];
}
