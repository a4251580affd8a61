import type { ServiceRecord } from "@ts-micro/framework";

/** One change that a watch saw: `create greeter-1`. */
export type Change = string;

/** A registry, in Go or in TypeScript, that does what the matrix says. */
export interface Explorer {
  readonly language: "Go" | "TypeScript";
  register(record: ServiceRecord): Promise<void>;
  deregister(record: ServiceRecord): Promise<void>;
  /** Without what Go Micro 1.0 adds: values named "-", and null for what is empty. */
  get(service: string): Promise<ServiceRecord[]>;
  list(): Promise<string[]>;
  /** Watches from when it resolves; each `next` gives one change, told once however often it was announced. */
  watch(service: string): Promise<{ next(): Promise<Change> }>;
  stop(): Promise<void>;
}
