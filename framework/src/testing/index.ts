export { type BrokerContractOptions, brokerContract } from "./broker-contract.js";
export { type CodecContractOptions, codecContract } from "./codec-contract.js";
export type { ContractCase, ContractSuite } from "./contract-suite.js";
export { createHandlerClient, type HandlerClientOptions } from "./handler-client.js";
export { type RegistryContractOptions, registryContract } from "./registry-contract.js";
export { type SelectorContractOptions, selectorContract } from "./selector-contract.js";
export { type TransportContractOptions, transportContract } from "./transport-contract.js";
