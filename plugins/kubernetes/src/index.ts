export { createKubernetesRegistry, type KubernetesRegistryOptions, kubernetes } from "./registry.js";
