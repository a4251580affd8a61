import type { CatalogEntry } from "./command.js";

/** Every command, in the order in which `micro --help` lists them. */
export const catalog: readonly CatalogEntry[] = [
  {
    name: "new",
    summary: "Create a project that is ready to run",
    load: () => import("./commands/new.js"),
  },
  {
    name: "generate",
    summary: "Bring generated code up to date with the contract",
    load: () => import("./commands/generate.js"),
  },
  {
    name: "add service",
    summary: "Add a service to a project: contract, handler, test, registration",
    load: () => import("./commands/add-service.js"),
  },
  {
    name: "add method",
    summary: "Add a method to a service of a project",
    load: () => import("./commands/add-method.js"),
  },
  {
    name: "add subscriber",
    summary: "Add an event to a project, and what receives it",
    load: () => import("./commands/add-subscriber.js"),
  },
  {
    name: "upgrade",
    summary: "Bring a project what the templates have become",
    load: () => import("./commands/upgrade.js"),
  },
  {
    name: "list services",
    summary: "Name the services that are registered",
    load: () => import("./commands/list-services.js"),
  },
  {
    name: "get service",
    summary: "Show a service: its versions, nodes and endpoints",
    names: ["service"],
    load: () => import("./commands/get-service.js"),
  },
  {
    name: "services",
    summary: "The same for short; --watch goes on with every change",
    load: () => import("./commands/list-services.js"),
  },
  {
    name: "describe service",
    summary: "Show what a service answers, as a .proto file would",
    names: ["service"],
    load: () => import("./commands/describe-service.js"),
  },
  {
    name: "call",
    summary: "Send a request to a service and print the reply",
    names: ["service", "endpoint"],
    load: () => import("./commands/call.js"),
  },
  {
    name: "stream",
    summary: "Send messages to a service and print what streams back",
    names: ["service", "endpoint"],
    load: () => import("./commands/stream.js"),
  },
  {
    name: "publish",
    summary: "Send a message to all who subscribed to a topic",
    names: ["topic"],
    load: () => import("./commands/publish.js"),
  },
  {
    name: "subscribe",
    summary: "Print the messages of a topic as they come",
    names: ["topic"],
    load: () => import("./commands/subscribe.js"),
  },
  {
    name: "health",
    summary: "Ask every node of a service whether it is well",
    names: ["service"],
    load: () => import("./commands/health.js"),
  },
  {
    name: "stats",
    summary: "Ask every node of a service what it uses",
    names: ["service"],
    load: () => import("./commands/stats.js"),
  },
  {
    name: "register service",
    summary: "Keep a service registered that cannot do so itself",
    load: () => import("./commands/register-service.js"),
  },
  {
    name: "deregister service",
    summary: "Take nodes out of the registry",
    load: () => import("./commands/deregister-service.js"),
  },
  {
    name: "run",
    summary: "Build and run services, and follow their changes",
    load: () => import("./commands/run.js"),
  },
  {
    name: "ps",
    summary: "List what micro run runs",
    load: () => import("./commands/ps.js"),
  },
  {
    name: "logs",
    summary: "Print what a service of micro run printed",
    names: ["run"],
    load: () => import("./commands/logs.js"),
  },
  {
    name: "kill",
    summary: "Stop services of micro run",
    names: ["run"],
    load: () => import("./commands/kill.js"),
  },
  {
    name: "cli",
    summary: "Type commands at a prompt",
    load: () => import("./commands/cli.js"),
  },
  {
    name: "completion",
    summary: "Print a script that completes commands in your shell",
    load: () => import("./commands/completion.js"),
  },
  {
    name: "complete",
    summary: "Print what may follow: the completion scripts ask it",
    hidden: true,
    load: () => import("./commands/complete.js"),
  },
  {
    name: "help",
    summary: "Show how a command is used",
    load: () => import("./commands/help.js"),
  },
];
