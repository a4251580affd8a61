import { PlanError, type ServicePlan } from "./service-plan.js";

/**
 * Orders services so that each comes after those it depends on, and otherwise as they were.
 *
 * @throws {PlanError} for a service that nobody named, and for a circle
 */
export function startOrder(plans: readonly ServicePlan[]): ServicePlan[] {
  const byName = new Map(plans.map((it) => [it.name, it]));
  const ordered = new Set<ServicePlan>();
  const visit = (plan: ServicePlan, path: readonly string[]): void => {
    if (ordered.has(plan)) return;
    const from = path.indexOf(plan.name);
    if (from >= 0)
      throw new PlanError(`circular dependency: ${[...path.slice(from), plan.name].join(" -> ")}`);
    for (const name of plan.depends) {
      const needed = byName.get(name);
      if (needed === undefined) {
        const known = [...byName.keys()].join(", ");
        throw new PlanError(
          `service "${plan.name}" depends on unknown service "${name}"; there are: ${known}`,
        );
      }
      visit(needed, [...path, plan.name]);
    }
    ordered.add(plan);
  };
  for (const plan of plans) visit(plan, []);
  return [...ordered];
}
