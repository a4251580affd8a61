import { exponentialBackoff } from "@ts-micro/framework";
import { describe, expect, it } from "vitest";

describe("exponential backoff", () => {
  it.each([
    [1, 5, 10],
    [2, 50, 100],
    [3, 500, 1000],
    [9, 5000, 10_000],
  ])("before repetition %i waits between %i and %i ms", (attempt, least, most) => {
    const backoff = exponentialBackoff();
    for (let i = 0; i < 100; i += 1) {
      expect(backoff(attempt)).toBeGreaterThanOrEqual(least);
      expect(backoff(attempt)).toBeLessThanOrEqual(most);
    }
  });

  it("does not wait the same time twice", () => {
    const backoff = exponentialBackoff();
    expect(new Set(Array.from({ length: 10 }, () => backoff(3))).size).toBeGreaterThan(1);
  });
});
