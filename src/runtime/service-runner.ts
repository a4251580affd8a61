import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { ServicePlan } from "./plan/service-plan.js";
import type { Guard } from "./process/guard.js";
import {
  type CommandLine,
  type Exit,
  type ProcessGroup,
  type ProcessGroupOptions,
  startProcessGroup,
} from "./process/process-group.js";
import { portIsOpen, type Readiness } from "./readiness.js";

export type ServiceState = "waiting" | "building" | "starting" | "running" | "crashed" | "failed" | "stopped";

/** What a runner needs of those around it. */
export interface RunnerSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly guard: Guard;
  readonly readiness: Readiness;
  /** Takes what the service and its build print. @default they print where this process prints */
  readonly onLine?: (line: string) => void;
  /** Takes what is said about the service. */
  readonly say: (line: string) => void;
  /** Takes what is said when it came up, or did not in time. @default nothing is said */
  readonly onUp?: (line: string) => void;
  /** Hears that it is not started again by itself. */
  readonly onFailed: () => void;
  /** Starts it again, too, when it ended by itself and not well: what it lacked may be there then. @default true */
  readonly retriesFailures?: boolean;
}

/** How long a service may take to stop, and to come up. */
const stopGraceMs = 5_000;
const readyMs = 10_000;

/** A crashed service is started again after these waits; one that ran for a while begins anew. */
const backoffMs = [250, 500, 1_000, 2_000, 4_000] as const;
const soundMs = 10_000;

/** Builds, starts, restarts and stops one service. Its methods take turns. */
export class ServiceRunner {
  readonly plan: ServicePlan;
  /** How often it was started again after it had ended by itself. */
  restarts = 0;
  /** Why it failed, or why what runs is not what its sources say. */
  failure: string | undefined;
  #state: ServiceState = "waiting";
  #group: ProcessGroup | undefined;
  #instanceId = "";
  #startedAt = 0;
  #isStopping = false;
  #crashes = 0;
  #turn: Promise<void> = Promise.resolve();
  /** Ends what the last turn still waits for. */
  #interrupt = new AbortController();
  readonly #around: RunnerSurroundings;

  constructor(plan: ServicePlan, around: RunnerSurroundings) {
    this.plan = plan;
    this.#around = around;
  }

  get state(): ServiceState {
    return this.#state;
  }

  get pid(): number | undefined {
    return this.#group?.pid;
  }

  /** When what runs was started, in milliseconds since the epoch. */
  get startedAt(): number | undefined {
    return this.#group && this.#startedAt;
  }

  get registration(): ReturnType<Readiness["registration"]> {
    return this.#around.readiness.registration(this.#instanceId);
  }

  /** Builds and starts it. Resolves when it can be called, did not come up in time, or failed. */
  start(): Promise<void> {
    return this.#inTurn(async (signal) => {
      if (await this.#build(signal)) await this.#launch(signal);
      else if (!signal.aborted) this.#fail("the build failed");
    });
  }

  /** Builds it anew and replaces what runs; a build that fails leaves the old one running. */
  reload(): Promise<void> {
    return this.#inTurn(async (signal) => {
      if (this.#state === "stopped") return;
      if (await this.#build(signal)) {
        this.#crashes = 0;
        await this.#end();
        // Another change may have come meanwhile, and its build may fail: then this one is what runs on.
        if (!this.#isStopping) await this.#launch(signal);
      } else if (!signal.aborted) {
        if (this.#group === undefined) return this.#fail("the build failed");
        this.#state = "running";
        this.failure = "the last build failed";
        this.#around.say("the one before runs on");
      }
    });
  }

  /** Stops it for good. */
  stop(): Promise<void> {
    this.#isStopping = true;
    return this.#inTurn(async () => {
      this.#state = "stopped";
      await this.#end();
    });
  }

  /** Runs a step after those before it, which need not wait for anything any more. */
  #inTurn(step: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#interrupt.abort();
    const interrupt = new AbortController();
    this.#interrupt = interrupt;
    const run = (): Promise<void> => step(interrupt.signal);
    this.#turn = this.#turn.then(run, run);
    return this.#turn;
  }

  async #build(signal: AbortSignal): Promise<boolean> {
    const { build, env } = this.plan;
    if (signal.aborted) return false;
    this.failure = undefined;
    if (build === undefined) return true;
    this.#state = "building";
    const { say } = this.#around;
    const began = Date.now();
    const group = this.#startGroup(build, { ...this.#around.env, ...env });
    const stop = (): void => void group.stop(stopGraceMs);
    signal.addEventListener("abort", stop);
    const exit = await group.exited;
    signal.removeEventListener("abort", stop);
    this.#unguard(group);
    if (signal.aborted) return false;
    const isBuilt = "code" in exit && exit.code === 0;
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    say(isBuilt ? `built in ${seconds} s` : `the build failed: ${exitText(exit)}`);
    return isBuilt;
  }

  async #launch(signal: AbortSignal): Promise<void> {
    this.#state = "starting";
    this.#instanceId = randomUUID();
    this.#startedAt = Date.now();
    const group = this.#startGroup(this.plan.start, this.#environment());
    this.#group = group;
    const exited = new AbortController();
    void group.exited.then((exit) => {
      exited.abort();
      this.#onExit(group, exit);
    });
    const timeout = AbortSignal.timeout(readyMs);
    await this.#isReady(AbortSignal.any([signal, exited.signal, timeout]));
    if (this.#group !== group || signal.aborted) return;
    this.#state = "running";
    const isLate = timeout.aborted;
    this.#around.onUp?.(
      isLate ? `has not registered within ${readyMs / 1000} s` : `is up${this.#addressText()}`,
    );
  }

  #startGroup(command: CommandLine, env: ProcessGroupOptions["env"]): ProcessGroup {
    const { guard, onLine } = this.#around;
    const group = startProcessGroup(command, { folder: this.plan.folder, env, ...(onLine && { onLine }) });
    if (group.pid !== undefined) guard.watch(group.pid);
    return group;
  }

  #environment(): Record<string, string | undefined> {
    const { env, port } = this.plan;
    return {
      ...this.#around.env,
      ...(port !== undefined && { MICRO_SERVER_ADDRESS: `:${port}`, PORT: String(port) }),
      ...env,
      MICRO_SERVER_ID: this.#instanceId,
    };
  }

  /** A service that has a port may be one that registers nowhere. */
  async #isReady(until: AbortSignal): Promise<void> {
    const { port } = this.plan;
    const ready = [this.#around.readiness.registered(this.#instanceId, until)];
    if (port !== undefined) ready.push(portIsOpen(port, until));
    await Promise.race(ready);
  }

  #addressText(): string {
    const registration = this.registration;
    if (registration === undefined) return "";
    const { service, node } = registration;
    return `: ${service} at ${node.address}:${node.port}`;
  }

  /** A service that ends unasked is started again, a little later each time, and not for ever. */
  #onExit(group: ProcessGroup, exit: Exit): void {
    if (this.#group !== group) return;
    this.#group = undefined;
    void group.stop(0).then(() => this.#unguard(group));
    // A function ends well after each call.
    const isDone = this.#state === "running" && "code" in exit && exit.code === 0;
    if (isDone || Date.now() - this.#startedAt > soundMs) this.#crashes = 0;
    const { say, retriesFailures = true } = this.#around;
    // A signal comes from outside: it says nothing about the service.
    const isRetried = retriesFailures || isDone || "signal" in exit;
    const waitMs = isRetried ? backoffMs[this.#crashes] : undefined;
    this.#crashes += 1;
    const ended = `ended with ${exitText(exit)}`;
    if (waitMs === undefined) {
      const failure = isRetried ? `${ended}, ${this.#crashes} times in a row` : ended;
      say(failure);
      this.#fail(failure);
      return;
    }
    this.#state = "crashed";
    say(`${ended}; starting again in ${waitMs} ms`);
    void this.#restartAfter(waitMs);
  }

  async #restartAfter(waitMs: number): Promise<void> {
    const { signal } = this.#interrupt;
    await delay(waitMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    this.restarts += 1;
    await this.#inTurn(async (next) => {
      if (!next.aborted) await this.#launch(next);
    });
  }

  #fail(failure: string): void {
    this.#state = "failed";
    this.failure = failure;
    this.#around.onFailed();
  }

  async #end(): Promise<void> {
    const group = this.#group;
    this.#group = undefined;
    if (group === undefined) return;
    await group.stop(stopGraceMs);
    this.#unguard(group);
  }

  #unguard(group: ProcessGroup): void {
    if (group.pid !== undefined) this.#around.guard.forget(group.pid);
  }
}

function exitText(exit: Exit): string {
  if ("problem" in exit) return exit.problem;
  return "signal" in exit ? exit.signal : `exit code ${exit.code}`;
}
