import { createService } from "@ts-micro/framework";
import { registerGreeterHandler } from "./gen/greeter/v1/greeter.micro.js";
import { greeterHandler } from "./handler/greeter.js";

const service = createService({ name: "greeter" });

registerGreeterHandler(service.server, greeterHandler);
// micro:handlers (micro generate adds those of new services above)

await service.run();
