import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "{src,framework/src,plugins/*/src,protoc-plugin,test}/**/*.test.ts",
      "examples/*/test/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "**/dist/**", "test/{fixtures,packed,plugins,terminal}/**"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A machine that is busy with other things is slow, not wrong.
    expect: { poll: { timeout: 10_000 } },
  },
});
