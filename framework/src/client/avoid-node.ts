import type { CallSettings } from "./call-settings.js";

/** Sends the next attempt of a call to another node than the one it failed on, as long as there is another. */
export function avoidNode(settings: CallSettings, nodeId: string): CallSettings {
  const { filters = [] } = settings;
  return {
    ...settings,
    filters: [
      ...filters,
      (services) => {
        const others = services.flatMap((service) => {
          const nodes = service.nodes.filter((it) => it.id !== nodeId);
          return nodes.length > 0 ? [{ ...service, nodes }] : [];
        });
        return others.length > 0 ? others : services;
      },
    ],
  };
}
