import { createConsoleLogger, createService, isListenError } from "@ts-micro/framework";
import { type Command, InvalidArgumentError, Option } from "commander";
import { gatewayName } from "../../api/api.js";
import { createGateway } from "../../api/create-gateway.js";
import type { CommandContext } from "../command.js";
import { CommandError, UsageError } from "../failure.js";
import { timeoutOption } from "../flags.js";
import { examples } from "../text/examples.js";

interface Flags {
  readonly address?: string;
  readonly namespace?: string;
  readonly cors: readonly string[];
  readonly timeout?: number;
  readonly maxBody?: number;
}

/** `micro api`: the API gateway, until interrupted. */
export function configure(command: Command, context: CommandContext): void {
  command
    .option("-a, --address <host:port>", "where to listen (env: MICRO_API_ADDRESS, default: :8080)")
    .option("-n, --namespace <name>", "reach only services below this name (env: MICRO_API_NAMESPACE)")
    .addOption(corsOption())
    .addOption(timeoutOption())
    .addOption(maxBodyOption())
    .addHelpText("after", help)
    .action((flags: Flags) => serve(flags, context));
}

async function serve(flags: Flags, context: CommandContext): Promise<void> {
  const { env, signal, stdout, stderr } = context;
  const { address = env.MICRO_API_ADDRESS, namespace = env.MICRO_API_NAMESPACE, timeout, maxBody } = flags;
  const { registry, client, broker } = await context.connect();
  const logger = createConsoleLogger({ write: (line) => stderr.write(`${line}\n`) });
  await using gateway = createGateway({
    registry,
    client,
    logger,
    corsOrigins: flags.cors,
    ...(address !== undefined && { address }),
    ...(namespace !== undefined && { namespace: namespace.trim() }),
    ...(timeout !== undefined && { timeoutMs: timeout }),
    ...(maxBody !== undefined && { maxBodyBytes: maxBody }),
  });
  // Who looks for the gateway finds it where it finds all services, and can ask how it is.
  await using service = createService({ name: gatewayName, registry, broker, logger, args: [], env: {} });
  try {
    await gateway.start();
    await service.start();
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw isListenError(error) ? new CommandError(error.message) : error;
  }
  stdout.write(`The API gateway is at ${gateway.url}\n`);
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
}

/** `--cors https://shop.example`, as often as there are origins. */
function corsOption(): Option {
  return new Option("--cors <origin>", "let pages of this origin call, * for any; may be given several times")
    .argParser((text, before: readonly string[]) => [...before, parseOrigin(text)])
    .default([], "none");
}

function parseOrigin(text: string): string {
  if (text === "*" || (URL.canParse(text) && new URL(text).origin === text)) return text;
  throw new InvalidArgumentError("Expected an origin such as https://shop.example, or *.");
}

/** `--max-body 4194304` */
function maxBodyOption(): Option {
  return new Option("--max-body <bytes>", "the longest body of a request (default: 4194304)").argParser(
    (text) => {
      if (/^[1-9]\d*$/.test(text)) return Number(text);
      throw new InvalidArgumentError("Expected a number of bytes above 0.");
    },
  );
}

const help = `${examples(
  "micro api",
  "micro api --address 127.0.0.1:8080 --cors https://shop.example",
  "curl localhost:8080/v1/hello/John",
  `curl localhost:8080/greeter/hello -d '{"name":"John"}' -H 'content-type: application/json'`,
)}

A request is for the first of these that fits:

  a route    that a service declares in its contract, by the option google.api.http
  /rpc       POST {"service":"greeter","endpoint":"Greeter.Hello","request":{"name":"John"}}
  a path     /greeter/hello is Greeter.Hello of greeter, /greeter/say/hello is its Say.Hello

GET / lists services and routes. Headers travel on as metadata; the header Timeout says in seconds how
long the caller waits. Streams are answered with a line of JSON for each message.`;
