import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Deployment } from "kubernetes-models/apps/v1";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1";
import { Role, RoleBinding } from "kubernetes-models/rbac.authorization.k8s.io/v1";
import { Service, ServiceAccount } from "kubernetes-models/v1";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { readToolkitPackage } from "../tools/toolkit.js";
import type { Kind, RegistryName } from "./answers.js";
import { planProject, templateFolders } from "./plan.js";
import { pluginsOf } from "./registry-plugin.js";
import { answerRequest } from "./request.js";
import { loadTemplates } from "./template.js";

const schemas = { Deployment, Service, PodDisruptionBudget, ServiceAccount, Role, RoleBinding };

async function manifest(kind: Kind, registry: RegistryName = "mdns"): Promise<string | undefined> {
  const request = { target: "@acme/user-api", kind, registry };
  const answers = await answerRequest(request, { cwd: "/home/me", env: {} });
  const template = await loadTemplates(templateFolders(answers));
  const plan = planProject(answers, {
    template,
    toolkit: await readToolkitPackage(),
    specs: {
      "@ts-micro/framework": "^1.0.0",
      "@ts-micro/toolkit": "^1.0.0",
      ...Object.fromEntries(pluginsOf(answers).map((name) => [name, "^1.0.0"])),
    },
  });
  return plan.get("k8s/user-api.yaml")?.contents.toString();
}

/** Checks each object against the schema of its kind. @returns their kinds */
function validate(text: string): string[] {
  return parseAllDocuments(text).map((document) => {
    const object = document.toJS();
    const Schema = schemas[object.kind as keyof typeof schemas];
    new Schema(object).validate();
    return object.kind;
  });
}

describe("the Kubernetes manifest", () => {
  it.each(["service", "api", "web"] as const)(
    "of a project of the kind %s fits the schemas",
    async (kind) => {
      expect(validate((await manifest(kind)) ?? "")).toEqual([
        "Deployment",
        "Service",
        "PodDisruptionBudget",
      ]);
    },
  );

  it("lets a service read and write pods where the registry is the cluster's own, and no other", async () => {
    const text = (await manifest("service", "kubernetes")) ?? "";
    expect(validate(text)).toEqual([
      "ServiceAccount",
      "Role",
      "RoleBinding",
      "Deployment",
      "Service",
      "PodDisruptionBudget",
    ]);
    const [account, role, binding, deployment] = parseAllDocuments(text).map((it) => it.toJS());
    const readme = await readFile(join(import.meta.dirname, "../../../plugins/kubernetes/README.md"), "utf8");
    const documented = parse(/```yaml\n(apiVersion[\s\S]*?kind: Role\n[\s\S]*?)```/.exec(readme)?.[1] ?? "");
    expect(role.rules).toEqual(documented.rules);
    expect(binding.roleRef.name).toBe(role.metadata.name);
    expect(binding.subjects).toEqual([{ kind: "ServiceAccount", name: account.metadata.name }]);
    const { serviceAccountName, automountServiceAccountToken } = deployment.spec.template.spec;
    expect(serviceAccountName).toBe(account.metadata.name);
    expect(automountServiceAccountToken).toBeUndefined();
    const other = parseAllDocuments((await manifest("service", "consul")) ?? "").map((it) => it.toJS());
    expect(other[0].spec.template.spec.automountServiceAccountToken).toBe(false);
  });

  it.each([
    ["mdns", {}],
    ["etcd", { MICRO_REGISTRY: "etcd", MICRO_REGISTRY_ADDRESS: "etcd:2379" }],
    ["consul", { MICRO_REGISTRY: "consul", MICRO_REGISTRY_ADDRESS: "consul:8500" }],
    ["kubernetes", { MICRO_REGISTRY: "kubernetes" }],
  ] as const)("chooses the registry %s", async (registry, expected) => {
    const documents = parseAllDocuments((await manifest("service", registry)) ?? "").map((it) => it.toJS());
    const [container] = documents.find((it) => it.kind === "Deployment").spec.template.spec.containers;
    const registryEnv = container.env.filter((it: { name: string }) => it.name.startsWith("MICRO_REGISTRY"));
    expect(
      Object.fromEntries(registryEnv.map((it: { name: string; value: string }) => [it.name, it.value])),
    ).toEqual(expected);
  });

  it.each([
    ["replicas: 2", "replicas: two"],
    ["minAvailable: 1", "minAvailable: [1]"],
    ["containerPort: 8080", "containerPort: http"],
    ["allowPrivilegeEscalation: false", "allowPrivilegeEscalation: maybe"],
    ["port: 8080", "port: micro"],
    ["service: grpc.health.v1.Health", "service: 1"],
  ])("would not with %j as %j", async (from, to) => {
    const text = (await manifest("service")) ?? "";
    expect(text).toContain(from);
    expect(() => validate(text.replace(from, to))).toThrow();
  });

  it.each([
    ["service", "MICRO_SERVER_ADDRESS"],
    ["api", "MICRO_SERVER_ADDRESS"],
    ["web", "WEB_ADDRESS"],
  ] as const)("of a %s probes the port that it is told to listen on", async (kind, variable) => {
    const [deployment] = parseAllDocuments((await manifest(kind)) ?? "");
    const [container] = deployment?.toJS().spec.template.spec.containers ?? [];
    const [address] = container.env.filter((it: { name: string }) => it.name === variable);
    const [port] = container.ports;
    expect(address.value).toBe(`0.0.0.0:${port.containerPort}`);
    for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) {
      const { grpc, httpGet } = container[probe];
      expect(httpGet?.port ?? grpc.port, probe).toBe(kind === "web" ? port.name : port.containerPort);
    }
  });

  it.each(["function", "client"] as const)("is not there for a %s: it ends by itself", async (kind) => {
    expect(await manifest(kind)).toBeUndefined();
  });
});
