/** The plugins of Micro for TypeScript itself: each is in a package of its own, `@ts-micro/<name>`, and exported as its name. */
export const ownPlugins: readonly string[] = ["consul", "etcd", "kubernetes"];
