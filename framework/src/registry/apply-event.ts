import type { RegistryEvent, ServiceRecord } from "./registry.js";

/** @returns the versions of a service after a change; what a version offers is what its last event said */
export function applyEvent(
  services: readonly ServiceRecord[],
  event: RegistryEvent,
): readonly ServiceRecord[] {
  const { action, service } = event;
  const changed = new Set(service.nodes.map(({ id }) => id));
  const kept = services
    .map((known) => ({ ...known, nodes: known.nodes.filter(({ id }) => !changed.has(id)) }))
    .filter(({ version, nodes }) => nodes.length > 0 || (action !== "delete" && version === service.version));
  if (action === "delete") return kept;
  if (!kept.some(({ version }) => version === service.version)) return [...kept, service];
  return kept.map((known) =>
    known.version === service.version ? { ...service, nodes: [...known.nodes, ...service.nodes] } : known,
  );
}
