import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

export type JsonLine = Readonly<Record<string, unknown>>;

/** A program that tells what happens to it on its standard output, one JSON object a line. */
export class JsonProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: JsonLine[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #ended: Promise<void>;
  #log = "";
  #exit: string | undefined;

  constructor(program: string, words: readonly string[]) {
    this.#child = spawn(program, words, { stdio: ["pipe", "pipe", "pipe"] });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#log += text;
    });
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      this.#lines.push(JSON.parse(line));
      this.#wake();
    });
    this.#ended = new Promise((resolve) => {
      this.#child.on("error", (error) => {
        this.#exit = error.message;
      });
      this.#child.on("close", (code, signal) => {
        this.#exit ??= `exit ${code ?? signal}`;
        this.#wake();
        resolve();
      });
    });
  }

  send(line: JsonLine): void {
    this.#child.stdin.write(`${JSON.stringify(line)}\n`);
  }

  /** Takes the first line, told before or after, that is the one. */
  async take(isWanted: (line: JsonLine) => boolean): Promise<JsonLine> {
    for (;;) {
      const index = this.#lines.findIndex(isWanted);
      const [line] = index < 0 ? [] : this.#lines.splice(index, 1);
      if (line !== undefined) return line;
      if (this.#exit !== undefined) throw new Error(`the program ended: ${this.#exit}\n${this.#log}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Takes every line that was told so far and is one of those. */
  takeAll(isWanted: (line: JsonLine) => boolean): JsonLine[] {
    const taken = this.#lines.filter(isWanted);
    for (const line of taken) this.#lines.splice(this.#lines.indexOf(line), 1);
    return taken;
  }

  /** Ends the program, by a signal that it may handle, and by one that it may not after a while. */
  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    const insist = setTimeout(() => this.#child.kill("SIGKILL"), 5_000);
    await this.#ended;
    clearTimeout(insist);
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
