import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Deadlines } from "./deadlines.js";

describe("deadlines", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("calls back when the time has come, and not before", () => {
    const onPassed = vi.fn();
    new Deadlines().set(Date.now() + 100, onPassed);
    vi.advanceTimersByTime(99);
    expect(onPassed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(5);
    expect(onPassed).toHaveBeenCalledOnce();
  });

  it("leaves no timer behind when the last of a tick is taken back", () => {
    const deadlines = new Deadlines();
    const onPassed = vi.fn();
    const at = Date.now() + 1_000;
    const cancels = [deadlines.set(at, onPassed), deadlines.set(at, onPassed)];
    expect(vi.getTimerCount()).toBe(1);
    for (const cancel of cancels) cancel();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(2_000);
    expect(onPassed).not.toHaveBeenCalled();
  });

  it("goes on with the others when one is taken back", () => {
    const deadlines = new Deadlines();
    const kept = vi.fn();
    const at = Date.now() + 50;
    const cancel = deadlines.set(at, vi.fn());
    deadlines.set(at, kept);
    cancel();
    cancel();
    vi.advanceTimersByTime(60);
    expect(kept).toHaveBeenCalledOnce();
  });

  it("waits longer than one timer can", () => {
    const onPassed = vi.fn();
    const month = 30 * 86_400_000;
    new Deadlines().set(Date.now() + month, onPassed);
    vi.advanceTimersByTime(month - 1);
    expect(onPassed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10);
    expect(onPassed).toHaveBeenCalledOnce();
  });

  it("passes at once what has passed already", () => {
    const onPassed = vi.fn();
    new Deadlines().set(Date.now() - 1_000, onPassed);
    vi.advanceTimersByTime(1);
    expect(onPassed).toHaveBeenCalledOnce();
  });
});
