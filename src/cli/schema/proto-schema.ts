import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { buildFiles } from "../../scaffold/contract/build-files.js";
import { withBuf } from "../../scaffold/tools/buf.js";
import type { CommandContext } from "../command.js";
import { CommandError } from "../failure.js";
import type { ServiceSchema } from "./service-schema.js";

/**
 * Compiles a `.proto` file, or those of a folder.
 *
 * @throws {CommandError} with what is wrong in them
 */
export async function readProtoSchema(path: string, { cwd, signal }: CommandContext): Promise<ServiceSchema> {
  const input = resolve(cwd, path);
  const found = await stat(input).catch(() => undefined);
  if (found === undefined)
    throw new CommandError(`there is no ${path}; --proto takes a .proto file or a folder`);
  try {
    const folder = found.isDirectory() ? input : dirname(input);
    const registry = await withBuf({ folder, signal }, (buf) => buildFiles(buf, input));
    const files = [...registry.files];
    return { services: files.flatMap((it) => it.services), files };
  } catch (error) {
    signal.throwIfAborted();
    const [, ...problems] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new CommandError(`${path} does not compile: ${problems.join("; ")}`);
  }
}
