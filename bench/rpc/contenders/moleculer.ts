import { type ServiceBroker as Broker, default as moleculer } from "moleculer";
import { type Contender, greet, timeoutMs } from "../contender.js";

const options = { logger: false, requestTimeout: timeoutMs } as const;

/** Moleculer over its TCP transporter. */
export const moleculerTcp: Contender = {
  name: "moleculer tcp",
  async serve() {
    const broker = createBroker("server", []);
    broker.createService({
      name: "greeter",
      actions: {
        hello: (context: { params: { name: string } }) => ({ message: greet(context.params.name) }),
      },
    });
    await broker.start();
    const transit = broker.transit as unknown as {
      tx: { reader: { server: { address(): { port: number } } } };
    };
    return {
      place: `127.0.0.1:${transit.tx.reader.server.address().port}/server`,
      close: () => broker.stop(),
    };
  },
  async connect(place) {
    const broker = createBroker("client", [place]);
    await broker.start();
    await broker.waitForServices("greeter");
    let id = 0;
    return {
      async hello(name) {
        const meta = { "request-id": String(id++) };
        const reply: { message: string } = await broker.call("greeter.hello", { name }, { meta });
        return reply.message;
      },
      close: () => broker.stop(),
    };
  },
};

function createBroker(nodeID: string, urls: string[]): Broker {
  const transporter = { type: "TCP", options: { udpDiscovery: false, port: 0, urls } };
  return new moleculer.ServiceBroker({ ...options, nodeID, transporter });
}
