import { defineConfig } from "vitest/config";

// Faults measure what happens under load: one file after the other, and never beside the unit tests.
export default defineConfig({
  test: { include: ["test/faults/*.faults.ts"], fileParallelism: false, testTimeout: 300_000 },
});
