/* One end of a contender in a process of its own; told what to do by messages of its parent. */
import type { Caller, Served } from "./contender.js";
import { findContender } from "./contenders/index.js";
import { measureCalls, measureStream } from "./measure.js";

type Command =
  | { readonly do: "serve" }
  | { readonly do: "connect"; readonly place: string }
  | { readonly do: "calls"; readonly inFlight: number; readonly durationMs: number }
  | { readonly do: "stream"; readonly messages: number }
  | { readonly do: "usage" }
  | { readonly do: "close" };

const contender = findContender(process.argv[2] ?? "");
let served: Served | undefined;
let caller: Caller | undefined;

process.on("message", (command: Command) => {
  run(command).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
  );
});

async function run(command: Command): Promise<unknown> {
  switch (command.do) {
    case "serve":
      served = await contender.serve();
      return served.place;
    case "connect":
      caller = await contender.connect(command.place);
      return;
    case "calls":
      return caller === undefined ? undefined : measureCalls(caller, command.inFlight, command.durationMs);
    case "stream":
      return caller === undefined ? undefined : measureStream(caller, command.messages);
    case "usage": {
      const { user, system } = process.cpuUsage();
      return { cpuSeconds: (user + system) / 1e6, rssBytes: process.memoryUsage.rss() };
    }
    case "close":
      await caller?.close();
      await served?.close();
      setImmediate(() => process.exit(0));
      return;
  }
}
