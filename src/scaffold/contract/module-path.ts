import { posix } from "node:path";

/** How one module of a project names another: `../gen/greeter/v1/greeter.js`. */
export function moduleFrom(file: string, target: string): string {
  const path = posix.relative(posix.dirname(file), target).replace(/\.ts$/, ".js");
  return path.startsWith(".") ? path : `./${path}`;
}
