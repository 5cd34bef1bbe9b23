/** Where a request comes from, as far as what it says can be believed. */
import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { plainAddress } from '@neurohub/server-kit/addresses';

/** What is known of whoever asks, before anybody knows who it is. */
export interface Client {
  headers: IncomingHttpHeaders;
  /** Of the other end of the connection. */
  address: string;
  /** The connection itself is encrypted. */
  isTls: boolean;
}

export function clientOf(request: {
  headers: IncomingHttpHeaders;
  socket: { remoteAddress?: string | undefined; encrypted?: boolean };
}): Client {
  const { remoteAddress = '', encrypted = false } = request.socket;
  return { headers: request.headers, address: plainAddress(remoteAddress), isTls: encrypted };
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Reverse proxies whose words about their clients are believed. */
export class TrustedProxies {
  readonly #list = new BlockList();

  /** @param entries addresses and networks, as flags.ts has checked them */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const [address = '', bits] = entry.split('/');
      if (bits === undefined) this.#list.addAddress(address, familyOf(address));
      else this.#list.addSubnet(address, Number(bits), familyOf(address));
    }
  }

  /** The nearest address that is no proxy of ours: what stands before it in X-Forwarded-For anybody could have written. */
  addressOf({ headers, address }: Client): string {
    const said = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
    const chain = [...said.map((one) => one.trim()).filter(Boolean), address];
    let nearest = chain.length - 1;
    while (nearest > 0 && this.#has(chain[nearest] ?? '')) nearest -= 1;
    const believed = plainAddress(chain[nearest] ?? address);
    return isIP(believed) === 0 ? address : believed;
  }

  /** Whether nobody on the way can read what is said: a browser then gets cookies that are never sent in clear. */
  isPrivate({ headers, address, isTls }: Client): boolean {
    return isTls || (this.#has(address) && headers['x-forwarded-proto'] === 'https');
  }

  #has(address: string): boolean {
    const plain = plainAddress(address);
    return isIP(plain) !== 0 && this.#list.check(plain, familyOf(plain));
  }
}
