import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/protoc/*.protoc.ts"],
    globalSetup: "test/protoc/install-protoc.ts",
    testTimeout: 60_000,
  },
});
