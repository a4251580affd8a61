export { createEtcdRegistry, type EtcdRegistryOptions, etcd } from "./registry.js";
