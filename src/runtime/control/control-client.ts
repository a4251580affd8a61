import { rm } from "node:fs/promises";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import type { RunFolder } from "../run-folder.js";
import type { ControlReply, ControlRequest, ServiceStatus } from "./control.js";

/** A supervisor that runs, and its services at this moment. */
export interface Supervised {
  readonly pid: number;
  readonly services: readonly ServiceStatus[];
}

/** Asks every supervisor of this user. What is left of one that was killed is tidied away. */
export async function listSupervisors(folder: RunFolder): Promise<Supervised[]> {
  const asked = (await folder.pids()).map(async (pid): Promise<Supervised[]> => {
    const reply = await askSupervisor(folder.socket(pid), { ask: "status" });
    if (reply !== undefined) return [{ pid, services: reply.services }];
    await rm(folder.socket(pid), { force: true });
    return [];
  });
  return (await Promise.all(asked)).flat();
}

/** @returns undefined when no supervisor listens there */
export async function askSupervisor(
  path: string,
  request: ControlRequest,
): Promise<ControlReply | undefined> {
  const socket = connect(path);
  try {
    socket.write(`${JSON.stringify(request)}\n`);
    const answer = await text(socket);
    return answer === "" ? undefined : (JSON.parse(answer) as ControlReply);
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}
