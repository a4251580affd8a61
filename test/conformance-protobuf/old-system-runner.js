/*
 * The suite's program for Linux was linked on a system of 2024: the loader of an older one (glibc before 2.38,
 * libstdc++ before 13) refuses it. All that it has of the newer libraries are `strtol` and its kin under the names of
 * C23, and a mark that no code refers to. A copy that asks for the old names runs on both.
 */
import { chmodSync, readFileSync, writeFileSync } from "node:fs";

const newNames = "__isoc23_";
const symbolBytes = 24;
const weak = 2;

/** Writes a copy of a 64-bit ELF program that asks for no version which `isMissing` says is missing. */
export function writeRunnerForOldSystem(program, copy, isMissing) {
  const bytes = readFileSync(program);
  const sections = readSections(bytes);
  const names = sections.get(".dynstr").offset;
  const missing = new Set();
  let oldLibc;
  for (const { index, at, version, library } of readVersions(bytes, sections.get(".gnu.version_r"), names)) {
    if (isMissing(version)) {
      missing.add(index);
      bytes.writeUInt16LE(weak, at + 4);
    } else if (library === "libc.so.6" && version === "GLIBC_2.2.5") oldLibc = index;
  }
  const { offset, size } = sections.get(".dynsym");
  const versionsAt = sections.get(".gnu.version").offset;
  for (let symbol = 0; symbol < size / symbolBytes; symbol++) {
    const at = offset + symbol * symbolBytes;
    const versionAt = versionsAt + symbol * 2;
    if (!missing.has(bytes.readUInt16LE(versionAt))) continue;
    const nameAt = bytes.readUInt32LE(at);
    if (textAt(bytes, names + nameAt).startsWith(newNames)) {
      bytes.writeUInt32LE(nameAt + newNames.length, at);
      bytes.writeUInt16LE(oldLibc, versionAt);
    } else bytes[at + 4] = (weak << 4) | (bytes[at + 4] & 0xf);
  }
  writeFileSync(copy, bytes);
  chmodSync(copy, 0o755);
}

/** @returns place and size of each section, by its name */
function readSections(bytes) {
  const table = Number(bytes.readBigUInt64LE(0x28));
  const [entrySize, count, namesIndex] = [0x3a, 0x3c, 0x3e].map((it) => bytes.readUInt16LE(it));
  const sections = Array.from({ length: count }, (_, index) => {
    const at = table + index * entrySize;
    const [offset, size] = [0x18, 0x20].map((it) => Number(bytes.readBigUInt64LE(at + it)));
    return { nameAt: bytes.readUInt32LE(at), offset, size };
  });
  const names = sections[namesIndex].offset;
  return new Map(sections.map((it) => [textAt(bytes, names + it.nameAt), it]));
}

/** The versions that a program asks of its libraries: a chain of libraries, each with a chain of versions. */
function* readVersions(bytes, section, names) {
  for (let libraryAt = section.offset, next = -1; next !== 0; libraryAt += next) {
    const library = textAt(bytes, names + bytes.readUInt32LE(libraryAt + 4));
    let at = libraryAt + bytes.readUInt32LE(libraryAt + 8);
    for (let left = bytes.readUInt16LE(libraryAt + 2); left > 0; left--) {
      const version = textAt(bytes, names + bytes.readUInt32LE(at + 8));
      yield { index: bytes.readUInt16LE(at + 6), at, version, library };
      at += bytes.readUInt32LE(at + 12);
    }
    next = bytes.readUInt32LE(libraryAt + 12);
  }
}

function textAt(bytes, at) {
  return bytes.toString("latin1", at, bytes.indexOf(0, at));
}
