import type { GreeterHandler } from "../gen/greeter/v1/greeter.micro.js";

export const greeterHandler = {
  hello(request) {
    return { message: greet(request.name) };
  },

  async *greetings(request) {
    for (const name of request.names) yield { message: greet(name) };
  },

  // micro:methods (micro generate adds the stubs of new methods above)
} satisfies GreeterHandler;

function greet(name: string): string {
  return `Hello ${name}`;
}
