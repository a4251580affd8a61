import type { Answers, RegistryName } from "./answers.js";

/** A registry that is a package of its own, and runs on a server of its own. */
export interface RegistryPlugin {
  /** What chooses it in `MICRO_REGISTRY`, and what its package exports: `consul` */
  readonly name: Exclude<RegistryName, "mdns">;
  /** `@ts-micro/consul` */
  readonly package: string;
  /** What people call it: `Consul` */
  readonly title: string;
  /** Where its server usually is in a cluster; empty where the cluster itself is the server. */
  readonly address: string;
  /** Whether the cluster is the server, and must let the service read and write it. */
  readonly inCluster: boolean;
}

const plugins: Readonly<Record<RegistryPlugin["name"], Omit<RegistryPlugin, "name" | "package">>> = {
  etcd: { title: "etcd", address: "etcd:2379", inCluster: false },
  consul: { title: "Consul", address: "consul:8500", inCluster: false },
  kubernetes: { title: "Kubernetes", address: "", inCluster: true },
};

/** The packages that a project needs beside the framework. */
export function pluginsOf({ registry }: Answers): string[] {
  const plugin = registryPlugin(registry);
  return plugin === undefined ? [] : [plugin.package];
}

/** @returns undefined for the registry that needs no plugin */
export function registryPlugin(registry: RegistryName): RegistryPlugin | undefined {
  if (registry === "mdns") return undefined;
  return { name: registry, package: `@ts-micro/${registry}`, ...plugins[registry] };
}
