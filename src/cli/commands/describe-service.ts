import type { Endpoint } from "@ts-micro/framework";
import type { Command } from "commander";
import type { CommandContext } from "../command.js";
import { isSubscriber } from "../endpoint-kind.js";
import { type OutputFlag, outputOption } from "../flags.js";
import { findService } from "../lookup.js";
import { completeEndpoints } from "../schema/complete-endpoints.js";
import { reflectSchemaIfKnown } from "../schema/reflected-schema.js";
import { endpointOf, type ServiceSchema, schemaOf } from "../schema/service-schema.js";
import { examples } from "../text/examples.js";
import { protoText, subscriberText } from "../text/proto-text.js";
import { schemaText } from "../text/schema-text.js";
import { tabbedJson } from "../text/tabbed-json.js";

/** `micro describe service NAME`: what it answers, as a .proto file would say it. */
export function configure(command: Command, context: CommandContext): void {
  command
    .argument("<name>", "the registered name of a service")
    .addOption(outputOption())
    .addHelpText("after", examples("micro describe service greeter"))
    .action(async (name: string, flags: OutputFlag) => {
      const { registry } = await context.connect();
      const [first] = await findService(registry, name, context.signal);
      const endpoints = first?.endpoints ?? [];
      const schema = await reflectSchemaIfKnown({ service: name }, context);
      context.stdout.write(
        flags.output === "json"
          ? tabbedJson(completeEndpoints(endpoints, schema))
          : contractText(endpoints, schema),
      );
    });
}

/** A service that has reflection shows its `.proto` files; the registry has an extract of those of others. */
function contractText(endpoints: readonly Endpoint[], schema: ServiceSchema | undefined): string {
  const served = schema?.services.filter(({ methods }) =>
    methods.some((method) => endpoints.some((it) => it.name === endpointOf(method))),
  );
  if (served === undefined || served.length === 0) return protoText(endpoints);
  const topics = endpoints.filter(isSubscriber).map((it) => `\n// ${subscriberText(it)}\n`);
  return `${schemaText(schemaOf(served))}${topics.join("")}`;
}
