/* Serves the greeter until it is told to stop, and says where. */
import { startGreeter } from "./greeter-service.js";

const service = await startGreeter();
process.stdout.write(`${service.server.address}\n`);
process.once("SIGTERM", () => void service.close().then(() => process.exit()));
