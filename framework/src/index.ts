export type { Awaitable } from "./async/awaitable.js";
export type {
  Broker,
  BrokerHandler,
  BrokerMessage,
  BrokerSubscribeOptions,
  Subscription,
} from "./broker/broker.js";
export {
  createHttpBroker,
  type HttpBroker,
  type HttpBrokerCounters,
  type HttpBrokerOptions,
} from "./broker/http/http-broker.js";
export {
  createMemoryBroker,
  createMemoryBus,
  type MemoryBrokerOptions,
  type MemoryBus,
} from "./broker/memory-broker.js";
export { type ExponentialBackoffOptions, exponentialBackoff } from "./client/backoff.js";
export type {
  Attempt,
  Backoff,
  BidiStream,
  CallFunction,
  CallOptions,
  CallWrapper,
  Client,
  ClientWrapper,
  Publication,
  PublishOptions,
  Request,
  RetryPredicate,
  ServerStream,
  StreamInput,
} from "./client/client.js";
export {
  type ClientMethod,
  type ClientOf,
  type ClientOptions,
  createClient,
} from "./client/create-client.js";
export { createPublisher, type Publisher } from "./client/create-publisher.js";
export { retryOnSafeErrors } from "./client/retry.js";
export { createRetryBudget, type RetryBudget, type RetryBudgetOptions } from "./client/retry-budget.js";
export { createRpcClient, type RpcClientOptions } from "./client/rpc-client.js";
export { bytesCodec } from "./codec/bytes-codec.js";
export type { Codec } from "./codec/codec.js";
export { type ExactJson, parseExactJson, writeExactJson } from "./codec/exact-json.js";
export { goJsonCodec } from "./codec/go-json-codec.js";
export {
  createProto3JsonCodec,
  type Proto3JsonOptions,
  proto3JsonCodec,
} from "./codec/proto3-json-codec.js";
export { protobufCodec } from "./codec/protobuf-codec.js";
export type { HandlerContext } from "./context/context.js";
export type { HealthResponse, StatsResponse } from "./debug/gen/debug.js";
export {
  createDebugClient,
  type DebugClient,
  DebugDefinition,
  type DebugHandler,
} from "./debug/gen/debug.micro.js";
export { isConnectError, markConnectError } from "./errors/connect-error.js";
export {
  badRequest,
  conflict,
  forbidden,
  internalServerError,
  methodNotAllowed,
  notFound,
  timeout,
  tooManyRequests,
  unauthorized,
  unavailable,
  unimplemented,
} from "./errors/errors.js";
export { isListenError, listenError } from "./errors/listen-error.js";
export { MicroError, type MicroErrorInit } from "./errors/micro-error.js";
export { visibleError } from "./errors/visible-error.js";
export { reflectMessage, reflectServices } from "./grpc/reflect.js";
export type { Health, HealthCheck, HealthReport } from "./health/health.js";
export { type ConsoleLoggerOptions, createConsoleLogger } from "./logger/console-logger.js";
export type { LogFields, Logger, LogLevel } from "./logger/logger.js";
export { silentLogger } from "./logger/silent-logger.js";
export { Metadata, type MetadataInit } from "./metadata/metadata.js";
export { ownPlugins } from "./plugin/own-plugins.js";
export type { Plugin, PluginOptions } from "./plugin/plugin.js";
export { type ApiAddressOptions, parseApiAddress } from "./registry/api-address.js";
export {
  type ApiTlsOptions,
  JsonApi,
  type JsonApiOptions,
  type JsonReply,
  type JsonRequest,
} from "./registry/json-api.js";
export { createMdnsRegistry, type MdnsRegistryOptions } from "./registry/mdns/mdns-registry.js";
export {
  createMemoryRegistry,
  createMemoryStore,
  type MemoryRegistryOptions,
  type MemoryStore,
} from "./registry/memory-registry.js";
export type { NodeTable } from "./registry/node-table.js";
export { packText, unpackText } from "./registry/packed-text.js";
export { parseEndpoints, parseMetadata, parseServiceRecord } from "./registry/parse-record.js";
export type {
  Endpoint,
  LookupOptions,
  Node,
  RegisterOptions,
  Registry,
  RegistryEvent,
  RegistryReader,
  ServiceRecord,
  Value,
  WatchOptions,
} from "./registry/registry.js";
export { createStaticRegistry, type StaticRegistryOptions } from "./registry/static-registry.js";
export {
  createStoreRegistry,
  type RegistryStore,
  type StoreRegistryOptions,
} from "./registry/store-registry.js";
export { createFileDescriptor, type FileDescriptor } from "./schema/file-descriptor.js";
export {
  createMessage,
  type MessageCodec,
  type MessageInit,
  type MessageOf,
  type MessageSchema,
} from "./schema/message-schema.js";
export { describedSchema, rawMethod, rawSchema } from "./schema/raw-schema.js";
export type {
  BidiStreaming,
  ClientStreaming,
  HttpRule,
  MethodDefinition,
  MethodDefinitions,
  MethodKind,
  ServerStreaming,
  ServiceDefinition,
  Unary,
} from "./schema/service-definition.js";
export { createDnsSelector, type DnsSelectorOptions } from "./selector/dns-selector.js";
export { filterEndpoint, filterLabel, filterVersion } from "./selector/filters.js";
export { createRegistrySelector, type RegistrySelectorOptions } from "./selector/registry-selector.js";
export type { Candidate, Filter, Selection, SelectOptions, Selector, Strategy } from "./selector/selector.js";
export { createStaticSelector, type StaticSelectorOptions } from "./selector/static-selector.js";
export { leastInFlight, random, roundRobin } from "./selector/strategies.js";
export { createServer } from "./server/create-server.js";
export type {
  HandlerFunction,
  HandlerWrapper,
  ServedMethod,
  SubscriberFunction,
  SubscriberWrapper,
} from "./server/handler.js";
export {
  type HandlerFor,
  type HandlerMethod,
  type HandlerOf,
  registerHandler,
} from "./server/register-handler.js";
export type { HandlerOptions, Server, SubscribeOptions, Topic } from "./server/server.js";
export type { ServerOptions } from "./server/server-options.js";
export { valueOfMessage } from "./server/value-of-message.js";
export { createFunction } from "./service/create-function.js";
export { createService } from "./service/create-service.js";
export type { RunOptions, Service } from "./service/service.js";
export type { Hook, ServiceOptions } from "./service/service-options.js";
export type { ConnectOptions } from "./transport/connect/connect-options.js";
export { createConnectProtocol } from "./transport/connect/connect-protocol.js";
export type { CorsOptions } from "./transport/connect/cors.js";
export { type GrpcCodeName, grpcCodeName } from "./transport/grpc/grpc-code.js";
export {
  type ErrorDetail,
  GrpcError,
  type GrpcStatus,
  grpcError,
  type ReplyMetadata,
} from "./transport/grpc/grpc-error.js";
export type { GrpcClientOptions, GrpcLimits, GrpcServerOptions } from "./transport/grpc/grpc-options.js";
export { createGrpcProtocol } from "./transport/grpc/grpc-protocol.js";
export { createGrpcTransport, type GrpcTransportOptions } from "./transport/grpc/grpc-transport.js";
export { createHttpTransport, type HttpTransportOptions } from "./transport/http/http-transport.js";
export type {
  ClientSession,
  ClientSessionListener,
  Http2Engine,
  Http2ServerStream,
  Http2Session,
  Http2Settings,
  Http2Stream,
  ServerSessionListener,
  StreamEnd,
  StreamListener,
} from "./transport/http2/http2.js";
export { nodeHttp2Engine } from "./transport/http2/node/node-http2-engine.js";
export { createSocketHttp2Engine } from "./transport/http2/socket/socket-http2-engine.js";
export { createMemoryNetwork, type MemoryNetwork } from "./transport/memory/memory-network.js";
export { createMemoryTransport, type MemoryTransportOptions } from "./transport/memory/memory-transport.js";
export { type PortAddress, parsePortAddress } from "./transport/port/port-address.js";
export type { PortHandler, PortProtocol, Sniff } from "./transport/port/port-protocol.js";
export type {
  CallAcceptor,
  CallTarget,
  IncomingCall,
  IncomingReply,
  IncomingStream,
  Listener,
  OutgoingCall,
  OutgoingStream,
  Transport,
} from "./transport/transport.js";
export { breakCircuits, type CircuitBreakerOptions } from "./wrapper/circuit-breaker.js";
export { createLogging, type LoggingOptions } from "./wrapper/logging.js";
export { createMetrics, type Metrics, type MetricsOptions } from "./wrapper/metrics.js";
export type { Observation, Observed, Observer } from "./wrapper/observer.js";
export type {
  OpenTelemetryApi,
  OpenTelemetrySpan,
  OpenTelemetrySpanOptions,
  OpenTelemetryTracer,
} from "./wrapper/open-telemetry.js";
export { limitRate, type RateLimitOptions } from "./wrapper/rate-limit.js";
export { createTracing, type TracingOptions } from "./wrapper/tracing.js";
export { observeAll, type Wrappers } from "./wrapper/wrappers.js";
