import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/packed/**/*.test.ts"],
    // Each step may install packages, and builds on the one before.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
