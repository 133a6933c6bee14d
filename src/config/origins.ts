// Where browsers and websites are: origins, the server's own address, and the proxies between.
import { list } from './list.ts';
import { Wrong } from './wrong.ts';

function webOrigin(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  const bare =
    url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash && !url.username;
  return bare && !text.includes('*') ? url.origin : null;
}

/** Websites, with commas between them. */
export function origins(text = ''): string[] {
  return list(text).map((part) => {
    const origin = webOrigin(part);
    if (!origin)
      throw new Wrong(
        `holds "${part}", which is not a website's origin. Write https://www.example.com, several with commas.`,
      );
    return origin;
  });
}

/** Where browsers reach the server, or null. */
export function publicUrl(text?: string): string | null {
  if (text === undefined) return null;
  const origin = webOrigin(text);
  if (!origin) throw new Wrong('is not an address without a path. Write https://chat.example.com.');
  return origin;
}

/** How many proxies stand in front. */
export function proxies(text = '0'): number {
  if (text === 'true') return 1;
  if (text === 'false') return 0;
  if (!/^\d$/.test(text)) throw new Wrong('is not a number of proxies. Use 1 behind one proxy, 0 for none.');
  return Number(text);
}
