/* A plugin that generates nothing: it keeps its request in the file that RECORDED_REQUEST names. */
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";

const { RECORDED_REQUEST } = process.env;
await pipeline(process.stdin, createWriteStream(RECORDED_REQUEST));
// supported_features: proto3 with `optional`
process.stdout.write(Uint8Array.of(0x10, 0x01));
