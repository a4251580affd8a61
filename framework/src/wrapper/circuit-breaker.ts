import type { Attempt, CallWrapper } from "../client/client.js";
import { unavailable } from "../errors/errors.js";
import { MicroError } from "../errors/micro-error.js";

export interface CircuitBreakerOptions {
  /** After how many failures in a row a circuit opens. @default 5 */
  readonly failures?: number;
  /** How long it stays open before one call may try again. @default 10000 */
  readonly openMs?: number;
  /** What counts as a failure. @default 408, and 500 and above */
  readonly isFailure?: (error: MicroError) => boolean;
  /** What has a circuit of its own. @default each endpoint on each node */
  readonly key?: (attempt: Attempt) => string;
}

/** Nodes come and go: of more circuits than these, the ones that failed first are forgotten. */
const maxCircuits = 10_000;

interface Circuit {
  failures: number;
  /** Until when no call is let through; 0 for a closed circuit. */
  openUntil: number;
}

/**
 * Makes a wrapper that stops calling what keeps failing, for a while: attempts end with 503 at once, which is
 * worth another attempt on another node.
 */
export function breakCircuits(options: CircuitBreakerOptions = {}): CallWrapper {
  const { failures = 5, openMs = 10_000, isFailure = isServerFailure, key = endpointOnNode } = options;
  if (!(failures >= 1)) throw new TypeError(`Expected \`failures\` to be at least 1, got \`${failures}\``);
  if (!(openMs > 0)) throw new TypeError(`Expected \`openMs\` to be above 0, got \`${openMs}\``);
  /** Only circuits that failed lately: what works needs no memory. */
  const circuits = new Map<string, Circuit>();

  const fail = (name: string): void => {
    const circuit = circuits.get(name) ?? { failures: 0, openUntil: 0 };
    circuit.failures += 1;
    if (circuit.failures >= failures) circuit.openUntil = performance.now() + openMs;
    const [first] = circuits.keys();
    if (circuits.size >= maxCircuits && first !== undefined) circuits.delete(first);
    circuits.set(name, circuit);
  };

  return (next) => async (attempt) => {
    const name = key(attempt);
    const circuit = circuits.get(name);
    const now = performance.now();
    if (circuit !== undefined && circuit.openUntil > 0) {
      if (now < circuit.openUntil) throw unavailable("go.micro.client", `the circuit of ${name} is open`);
      // This one call tries; the others wait for what comes of it.
      circuit.openUntil = now + openMs;
    }
    try {
      const reply = await next(attempt);
      circuits.delete(name);
      return reply;
    } catch (thrown) {
      const error = MicroError.from(thrown, "");
      if (isFailure(error)) fail(name);
      else if (error.code !== 499) circuits.delete(name);
      // A caller who left says nothing of the node: the next one tries.
      else if (circuit !== undefined) circuit.openUntil = Math.min(circuit.openUntil, now);
      throw thrown;
    }
  };
}

function isServerFailure({ code }: MicroError): boolean {
  return code === 408 || code >= 500;
}

function endpointOnNode({ request, selection }: Attempt): string {
  return `${request.method.endpoint} on ${selection.node.id}`;
}
