import { MicroError } from "@ts-micro/framework";
import { describe, expect, it } from "vitest";
import { Metadata } from "../../metadata/metadata.js";
import { grpcCodes } from "./grpc-code.js";
import { GrpcError, grpcError } from "./grpc-error.js";
import { decodeGrpcMessage, encodeGrpcMessage } from "./grpc-message.js";
import { errorOfStatus, statusOfError, statusOfTrailers, statusTrailers } from "./grpc-status.js";

const reply = { header: new Metadata(), trailer: new Metadata() };

describe("an error on gRPC's wire", () => {
  it.each([
    [400, grpcCodes.invalid_argument],
    [401, grpcCodes.unauthenticated],
    [403, grpcCodes.permission_denied],
    [404, grpcCodes.not_found],
    [408, grpcCodes.deadline_exceeded],
    [409, grpcCodes.already_exists],
    [412, grpcCodes.failed_precondition],
    [500, grpcCodes.internal],
    [501, grpcCodes.unimplemented],
    [503, grpcCodes.unavailable],
    [418, grpcCodes.unknown],
  ])("has for Micro's %i the status code %i, and comes back as it was", (code, grpcCode) => {
    const error = new MicroError({ id: "greeter", code, detail: "é%\n" });
    const status = statusOfTrailers(statusTrailers(statusOfError(error)));
    if (status === undefined) throw new Error("the trailers hold no status");
    expect(status.code).toBe(grpcCode);
    expect(errorOfStatus(status, reply).toJSON()).toEqual(error.toJSON());
  });

  it("is Go Micro's: JSON for a message, errors.Error for the first detail", () => {
    const { message, details } = statusOfError(new MicroError({ id: "a", code: 404, detail: "b" }));
    expect(message).toBe('{"id":"a","code":404,"detail":"b","status":"Not Found"}');
    const [detail] = details;
    expect(detail?.typeUrl).toBe("type.googleapis.com/errors.Error");
    // Fields 1 to 4: id, code, detail, status.
    const expected = `0a0161${"109403"}1a0162${"22094e6f7420466f756e64"}`;
    expect(Buffer.from(detail?.value ?? []).toString("hex")).toBe(expected);
  });

  it("keeps a status that a handler chose, details and all", () => {
    const details = [{ typeUrl: "type.googleapis.com/google.rpc.RetryInfo", value: new Uint8Array([1, 2]) }];
    const status = statusOfError(grpcError("failed_precondition", "empty", details));
    expect(status).toEqual({ code: grpcCodes.failed_precondition, message: "empty", details });
    const error = errorOfStatus(status, reply);
    expect(error).toBeInstanceOf(GrpcError);
    expect(error).toMatchObject({ code: 412, detail: "empty" });
  });

  it("keeps its code when its details are no messages", () => {
    const trailers = ["grpc-status", "5", "grpc-message", "gone", "grpc-status-details-bin", "/////w"];
    expect(statusOfTrailers(trailers)).toEqual({ code: 5, message: "gone", details: [] });
  });

  it("carries any text in its message", () => {
    for (const text of ["", "plain", "50% é ☕\r\n\0"]) {
      const wire = encodeGrpcMessage(text);
      expect(wire).toMatch(/^[\x20-\x7e]*$/);
      expect(decodeGrpcMessage(wire)).toBe(text);
    }
    expect(decodeGrpcMessage("100%")).toBe("100%");
  });
});
