/*
 * Opens connections and leaves them alone: `idle-connections.ts <port> <count>`. In a process of its own, because one
 * process may not have the descriptors for both ends.
 */
import { once } from "node:events";
import { connect } from "node:net";

const [port = 0, count = 0] = process.argv.slice(2).map(Number);

for (let opened = 0; opened < count; opened += 100) {
  const sockets = Array.from({ length: 100 }, () => connect(port, "127.0.0.1"));
  await Promise.all(sockets.map((it) => once(it, "connect")));
}
console.log("open");
