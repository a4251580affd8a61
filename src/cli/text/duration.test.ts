import { describe, expect, it } from "vitest";
import { formatDuration, parseDuration } from "./duration.js";

describe("parseDuration", () => {
  it.each([
    ["500ms", 500],
    ["5s", 5_000],
    ["1m30s", 90_000],
    ["1.5h", 5_400_000],
    ["100µs", 0.1],
    ["0s", 0],
  ])("reads %s", (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(["", "5", "s", "5 s", "-5s", "5days", "1.2.3s", "5sx"])('refuses "%s"', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe("formatDuration", () => {
  it.each([
    [0, "0s"],
    [17, "17ns"],
    [539_612, "539.612µs"],
    [2_500_000, "2.5ms"],
    [1e9, "1s"],
    [302e9, "5m2s"],
    [3600e9, "1h0m0s"],
    [90_061e9, "25h1m1s"],
  ])("prints %i ns", (nanoseconds, text) => {
    expect(formatDuration(nanoseconds)).toBe(text);
  });
});
