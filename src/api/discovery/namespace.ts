/*
 * A namespace is the beginning of the names of services: `shop` of `shop.cart`, and `shop-` of `shop-cart`, as Go Micro
 * joins them. The empty one is that of all.
 */

/** @returns whether a service lies in the namespace; `shopping.cart` does not lie in `shop` */
export function isInNamespace(namespace: string, service: string): boolean {
  return service.startsWith(beginning(namespace));
}

/** @returns the registered name of a service: in `shop`, `cart` is `shop.cart` */
export function joinNamespace(namespace: string, name: string): string {
  return beginning(namespace) + (namespace.endsWith("-") ? name.replaceAll(".", "-") : name);
}

function beginning(namespace: string): string {
  return namespace === "" || /[.-]$/.test(namespace) ? namespace : `${namespace}.`;
}
