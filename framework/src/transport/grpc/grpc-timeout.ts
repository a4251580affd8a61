const msByUnit: Readonly<Record<string, number>> = {
  n: 1e-6,
  u: 1e-3,
  m: 1,
  S: 1_000,
  M: 60_000,
  H: 3_600_000,
};

/** The largest number that `grpc-timeout` may hold. */
const maxDigits = 99_999_999;

/** @returns milliseconds; undefined for what is no `grpc-timeout` */
export function parseGrpcTimeout(text: string): number | undefined {
  const [, digits, unit = ""] = /^(\d{1,8})([HMSmun])$/.exec(text) ?? [];
  const msPerUnit = msByUnit[unit];
  return digits === undefined || msPerUnit === undefined ? undefined : Number(digits) * msPerUnit;
}

/** Writes milliseconds as `grpc-timeout`, in the finest unit that holds them. */
export function formatGrpcTimeout(ms: number): string {
  const whole = Math.max(0, Math.ceil(ms));
  if (whole <= maxDigits) return `${whole}m`;
  return `${Math.min(Math.ceil(whole / 1_000), maxDigits)}S`;
}

/** Reads Go Micro's `timeout`: nanoseconds, which outgrow what a number holds exactly, by far more than matters. */
export function parseMicroTimeout(text: string): number | undefined {
  return /^\d{1,20}$/.test(text) ? Number(text) / 1e6 : undefined;
}

/** Writes milliseconds as Go Micro's `timeout`. */
export function formatMicroTimeout(ms: number): string {
  return `${Math.max(0, Math.ceil(ms))}000000`;
}
