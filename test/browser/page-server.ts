import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { build } from "esbuild";
import type { BrowserSetting, CaseResult } from "./browser-setting.js";

export interface PageServer {
  /** `http://127.0.0.1:40123` */
  readonly origin: string;
  /** What the page finds as its setting. */
  setting: BrowserSetting | undefined;
  /** Resolves when the page has tried everything. */
  readonly results: Promise<readonly CaseResult[]>;
  close(): void;
}

/** Serves the page, and waits for its results. */
export async function startPageServer(): Promise<PageServer> {
  const script = await bundlePage();
  const page = '<!doctype html><script type="module" src="/page.js"></script>';
  let tell: (results: readonly CaseResult[]) => void = () => {};
  const results = new Promise<readonly CaseResult[]>((resolve) => {
    tell = resolve;
  });
  const server = createServer(async (request, response) => {
    if (request.url === "/page.js") response.setHeader("content-type", "text/javascript").end(script);
    else if (request.url === "/setting.json") response.end(JSON.stringify(served.setting));
    else if (request.url === "/results") {
      tell(JSON.parse(await text(request)));
      response.end();
    } else response.setHeader("content-type", "text/html").end(page);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const served: PageServer = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setting: undefined,
    results,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return served;
}

async function bundlePage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [new URL("page.ts", import.meta.url).pathname],
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}
