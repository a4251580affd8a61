import { BlockList } from "node:net";
import { networkInterfaces } from "node:os";

/** The IPv4 addresses of this machine, and the networks behind them. */
export interface LinkAddresses {
  readonly addresses: readonly string[];
  /** @returns true for an address in one of the networks: whoever is beyond a router has no business here */
  isOnLink(address: string): boolean;
}

/** @param only the addresses to use; undefined for one of each interface */
export function findLinkAddresses(only: readonly string[] | undefined): LinkAddresses {
  const addresses: string[] = [];
  const networks = new BlockList();
  // A multicast route over the loopback interface alone gives packets no source address; answers find their way back.
  networks.addAddress("0.0.0.0", "ipv4");
  for (const entries of Object.values(networkInterfaces())) {
    const usable = (entries ?? []).filter(
      ({ family, address }) => family === "IPv4" && (only === undefined || only.includes(address)),
    );
    for (const { address, cidr } of usable) {
      networks.addSubnet(address, Number(cidr?.split("/")[1] ?? 32), "ipv4");
    }
    // An interface is joined once, whichever of its addresses names it.
    const [first] = usable;
    if (first !== undefined) addresses.push(first.address);
  }
  return { addresses, isOnLink: (address) => networks.check(address, "ipv4") };
}
