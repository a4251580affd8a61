/**
 * A problem in a `.proto` file or in the plugin's options: what the person who runs the plugin can mend.
 *
 * It becomes `response.error`, which buf and protoc print without a stack.
 */
export class GeneratorError extends Error {
  override readonly name = "GeneratorError";
}
