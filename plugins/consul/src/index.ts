export { type ConsulRegistryOptions, consul, createConsulRegistry } from "./registry.js";
