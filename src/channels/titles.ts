// GET /chat/titles.json: what can be asked, title by action, so that the page can offer it without sending a keystroke.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Content } from '../content/content.ts';
import type { Route } from './http.ts';

/** The route; made anew when content changes, and revalidated by ETag. */
export function createTitles(content: () => Content): Route {
  let made: { of: Content; gzip: Buffer; body: string; headers: Record<string, string> } | undefined;

  return ({ request }) => {
    if (made?.of !== content()) made = pack(content());
    const { gzip, body, headers } = made;
    if (request.headers['if-none-match']?.includes(headers.ETag as string)) return { status: 304, headers };
    if (!/\bgzip\b/.test(String(request.headers['accept-encoding']))) return { status: 200, body, headers };
    return { status: 200, body: gzip, headers: { ...headers, 'Content-Encoding': 'gzip' } };
  };
}

function pack(of: Content) {
  const guides = [...of.guides.values()].map(({ id, title }) => [`start:${id}`, title]);
  const entries = [...of.entries.values()].map(({ id, question }) => [`entry:${id}`, question]);
  const body = JSON.stringify(Object.fromEntries([...guides, ...entries]));
  const headers = {
    'Content-Type': 'application/json',
    ETag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    'Cache-Control': 'no-cache',
    Vary: 'Accept-Encoding, Origin',
  };
  return { of, body, gzip: gzipSync(body, { level: 9 }), headers };
}
