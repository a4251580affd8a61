import { rawSchema } from "@ts-micro/framework";
import type { Command } from "commander";
import { callError } from "../call-error.js";
import type { CommandContext } from "../command.js";
import { metadataOption } from "../flags.js";
import { readRequest } from "../request/read-request.js";
import { examples } from "../text/examples.js";

interface Flags {
  readonly metadata: readonly [string, string][];
}

/** `micro publish TOPIC JSON`: one message to all who subscribed. */
export function configure(command: Command, context: CommandContext): void {
  command
    .argument("<topic>", "what subscribers subscribed to")
    .argument("<json...>", "the message; - reads it from stdin, @file from a file")
    .addOption(metadataOption())
    .addHelpText("after", examples(`micro publish greetings '{"name":"John"}'`))
    .action(async (topic: string, json: string[], flags: Flags) => {
      const { text } = await readRequest(json, context);
      const { client } = await context.connect();
      const message = new TextEncoder().encode(text);
      const options = { contentType: "application/json", metadata: flags.metadata };
      try {
        await client.publish({ topic, schema: rawSchema, message }, options);
      } catch (error) {
        throw callError("publishing to", topic, error);
      }
      context.stdout.write("ok\n");
    });
}
