/*
 * A page in a real browser that calls a service of another origin with Connect's client. Needs Chromium, which is
 * installed where apt may do so.
 */
import { toBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { createConnectProtocol, createHttpTransport, type Service } from "@ts-micro/framework";
import { GreeterDefinition } from "../../framework/test/gen/greeter.micro.js";
import { startGreeter, startReadableGreeter } from "../grpc/greeter-service.js";
import type { CaseResult } from "./browser-setting.js";
import { findChromium, openPage } from "./chromium.js";
import { startPageServer } from "./page-server.js";

const limitMs = 120_000;

const browser = findChromium();
const page = await startPageServer();
const open = await startGreeter({ transports: [transportFor([page.origin])] });
const readable = await startReadableGreeter({ transports: [transportFor([page.origin])] });
const closed = await startGreeter({ transports: [transportFor([])] });
page.setting = {
  descriptors: describeGreeter(),
  open: urlOf(open),
  readable: urlOf(readable),
  closed: urlOf(closed),
};
const closePage = openPage(browser, page.origin);
try {
  const results = await inTime(page.results);
  for (const { name, failure } of results)
    console.log(failure === undefined ? `ok      ${name}` : `FAILED  ${name}: ${failure}`);
  const failed = results.filter((it) => it.failure !== undefined).length;
  console.log(`\n${results.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await closePage();
  page.close();
  await Promise.all([open, readable, closed].map((it) => it.close()));
}

function transportFor(origins: readonly string[]) {
  return createHttpTransport({ protocols: [createConnectProtocol({ cors: { origins } })] });
}

function urlOf({ server }: Service): string {
  return `http://${server.address}`;
}

function describeGreeter(): string {
  const file = GreeterDefinition.file?.file.proto;
  if (file === undefined) throw new Error("the greeter has no descriptor");
  const set = toBinary(FileDescriptorSetSchema, {
    $typeName: "google.protobuf.FileDescriptorSet",
    file: [file],
  });
  return Buffer.from(set).toString("base64");
}

function inTime(results: Promise<readonly CaseResult[]>): Promise<readonly CaseResult[]> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`the page told nothing within ${limitMs / 1_000} s`)), limitMs).unref();
  });
  return Promise.race([results, late]);
}
