import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package's `templates/`, found from the sources and from what is built of them. */
export function templatesFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const templates = join(folder, "templates");
    if (existsSync(templates) && existsSync(join(folder, "package.json"))) return templates;
    if (folder === dirname(folder)) throw new TypeError("the package's templates/ is missing; reinstall it");
  }
}
