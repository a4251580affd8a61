import { defineConfig } from "vitest/config";

// One server at a time: a machine with two cores has enough to do with each.
export default defineConfig({
  test: {
    include: ["test/plugins/*.test.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
