import type { Registry } from "@ts-micro/framework";
import type { ControlReply, ControlRequest, ServiceStatus } from "./control/control.js";
import { listSupervisors } from "./control/control-client.js";
import { serveControl } from "./control/control-server.js";
import { createLogLines } from "./log-lines.js";
import { PlanError, type ServicePlan } from "./plan/service-plan.js";
import { startOrder } from "./plan/start-order.js";
import { startGuard } from "./process/guard.js";
import { watchReadiness } from "./readiness.js";
import { openRunFolder, type RunFolder } from "./run-folder.js";
import { ServiceRunner } from "./service-runner.js";
import { watchFiles } from "./watch-files.js";

export interface SuperviseOptions {
  /** Where the services will be found. */
  readonly registry: Registry;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Takes the lines of all services. */
  readonly write: (text: string) => void;
  /** Stops everything, in order. */
  readonly signal: AbortSignal;
  /** Builds and restarts a service when its sources change. @default true */
  readonly watch?: boolean;
  /** Colours the names of services. @default false */
  readonly colours?: boolean;
}

/**
 * Runs services for development: builds and starts them in the order of their dependencies, follows changes, restarts
 * what crashes, and stops them in the opposite order. Resolves when all of that is done.
 *
 * It ends by itself when nothing runs any more: services that failed only start again where changes are followed.
 *
 * @throws {PlanError} when the services cannot be ordered, or one runs already
 * @throws {NothingRuns} when it ended because services failed
 */
export async function supervise(plans: readonly ServicePlan[], options: SuperviseOptions): Promise<void> {
  const ordered = startOrder(plans);
  const folder = await openRunFolder(options.env);
  await refuseDuplicates(ordered, folder);
  const names = ordered.map((it) => it.name);
  const lines = createLogLines({
    services: names,
    folder,
    write: options.write,
    colours: options.colours === true,
  });
  const guard = startGuard();
  const over = new AbortController();
  const stopAll = AbortSignal.any([options.signal, over.signal]);
  const readiness = watchReadiness(options.registry, over.signal);
  const isWatching = options.watch !== false;
  const onFailed = (name: string): void => {
    if (isWatching) lines.log(name, "micro: a change starts it again");
    endIfOver();
  };
  const endIfOver = (): void => {
    const isOver = (it: ServiceRunner): boolean =>
      it.state === "stopped" || (it.state === "failed" && !isWatching);
    if (runners.every(isOver)) over.abort();
  };
  const runners: readonly ServiceRunner[] = ordered.map((plan) => {
    const say = (line: string): void => lines.log(plan.name, `micro: ${line}`);
    return new ServiceRunner(plan, {
      env: options.env,
      guard,
      readiness,
      onLine: (line) => lines.log(plan.name, line),
      say,
      onUp: say,
      onFailed: () => onFailed(plan.name),
    });
  });
  try {
    await serveControl(
      folder.socket(process.pid),
      (it) => answer(it, { runners, onStopped: endIfOver }),
      stopAll,
    );
    // What changes while it is built for the first time counts, too.
    const watched = isWatching ? runners : [];
    const watches = watched.map((it) =>
      watchFiles(it.plan.folder, { onChange: () => void it.reload(), signal: stopAll }),
    );
    await Promise.all([...watches, startAll(runners, stopAll), aborted(stopAll)]);
    const failed = runners.filter((it) => it.state === "failed");
    if (over.signal.aborted && failed.length > 0) {
      const reasons = failed.map((it) => `${it.plan.name}: ${it.failure}`);
      throw new NothingRuns(`nothing runs any more; ${reasons.join("; ")}`);
    }
  } finally {
    for (const runner of [...runners].reverse()) await runner.stop();
    over.abort();
    guard.close();
    await lines.close();
  }
}

/** The services have failed, and nothing starts one again. */
export class NothingRuns extends Error {
  override get name(): string {
    return "NothingRuns";
  }
}

/** Two services of one name could not be told apart in discovery, and would write one log. */
async function refuseDuplicates(plans: readonly ServicePlan[], folder: RunFolder): Promise<void> {
  for (const { pid, services } of await listSupervisors(folder)) {
    const running = services.find(
      (it) => it.state !== "stopped" && plans.some(({ name }) => name === it.name),
    );
    if (running === undefined) continue;
    throw new PlanError(
      `${running.name} runs already, below process ${pid}; stop it with: micro kill ${running.name}`,
    );
  }
}

/** Each service starts when those it depends on are up. */
async function startAll(runners: readonly ServiceRunner[], signal: AbortSignal): Promise<void> {
  const started = new Map<string, Promise<void>>();
  for (const runner of runners) {
    const needed = Promise.all(runner.plan.depends.map((it) => started.get(it)));
    started.set(
      runner.plan.name,
      needed.then(() => (signal.aborted ? undefined : Promise.race([runner.start(), aborted(signal)]))),
    );
  }
  await Promise.all(started.values());
}

async function answer(
  request: ControlRequest,
  { runners, onStopped }: { readonly runners: readonly ServiceRunner[]; readonly onStopped: () => void },
): Promise<ControlReply> {
  if (request.ask === "stop") {
    const named = runners.filter((it) => request.service === undefined || it.plan.name === request.service);
    await Promise.all(named.map((it) => it.stop()));
    // Once the answer is under way.
    setImmediate(onStopped);
  }
  return { services: runners.map(statusOf) };
}

function statusOf(runner: ServiceRunner): ServiceStatus {
  const { plan, state, failure, restarts, pid, startedAt, registration } = runner;
  return {
    name: plan.name,
    state,
    folder: plan.folder,
    restarts,
    ...(failure !== undefined && { failure }),
    ...(pid !== undefined && { pid }),
    ...(startedAt !== undefined && { startedAt }),
    ...(registration !== undefined && {
      service: registration.service,
      address: `${registration.node.address}:${registration.node.port}`,
    }),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
