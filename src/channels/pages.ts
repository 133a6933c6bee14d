// Serves the built pages from memory: right types, compressed, revalidated by ETag, assets for good.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Answer, Call } from './http.ts';
import { Refusal } from './http.ts';
import type { Filling } from './plain-help.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};
const alreadyCompressed = new Set(['.png', '.jpg', '.webp', '.woff2']);

/** Where the launcher has the broker's colours written in. */
const COLOURS = '{broker colours}';

interface Page {
  bytes: Buffer;
  gzip: Buffer | null;
  headers: Record<string, string>;
}

/** The pictures of a customer who wants to be forgotten may be in the browser's cache. */
const forget = { 'Clear-Site-Data': '"cache"' };

export interface Pages {
  /** Answers with the file of this name below the folder, or refuses with 404. */
  serve(name: string, call: Call): Answer;
  /**
   * The chat page, filled for browsers without JavaScript; with `?forgotten` the screen after the customer had this
   * device forget the conversation.
   */
  serveChat(call: Call, filling: Filling): Answer;
  /** The demo site, filled from the content. */
  serveSite(call: Call, filling: Filling): Answer;
  /** The launcher, with the broker's colours: asking for them would need leave of the website's policy. */
  serveLauncher(call: Call, colour: { light: string; dark: string }): Answer;
}

/** Reads all files of the folder; those whose type is not known are left out. */
export async function loadPages(folder: string): Promise<Pages> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => {
    throw new Error(`${folder}: the pages are not built. Start with "npm start", which builds them.`);
  });
  const pages = new Map<string, Page>();
  for (const file of found) {
    const type = types[extname(file.name)];
    if (!file.isFile() || !type) continue;
    const path = join(file.parentPath, file.name);
    const name = path.slice(join(folder, '/').length).replaceAll('\\', '/');
    pages.set(name, prepare(name, type, await readFile(path)));
  }
  const built = new Map(pages);
  const filled = new Map<string, string>();

  /** Puts words into a page in the place of its signs. */
  function fill(name: string, filling: Filling): void {
    const page = built.get(name);
    const words = JSON.stringify(filling);
    if (!page || filled.get(name) === words) return;
    const text = Object.entries(filling).reduce(
      (all, [sign, one]) => all.replaceAll(sign, () => one),
      page.bytes.toString(),
    );
    pages.set(name, prepare(name, page.headers['Content-Type'] as string, Buffer.from(text)));
    filled.set(name, words);
  }

  const all: Pages = {
    serveChat(call, filling) {
      fill('chat.html', filling);
      const answer = all.serve('chat.html', call);
      return call.query.has('forgotten') ? { ...answer, headers: { ...answer.headers, ...forget } } : answer;
    },

    serveSite(call, filling) {
      fill('index.html', filling);
      return all.serve('index.html', call);
    },

    serveLauncher(call, { light, dark }) {
      fill('widget.js', { [COLOURS]: `${light} ${dark}` });
      return all.serve('widget.js', call);
    },

    serve(name, call) {
      const page = pages.get(name);
      if (!page) throw new Refusal(404, 'NotFound', 'There is no such page.');
      const { headers } = call.request;
      if (headers['if-none-match']?.includes(page.headers.ETag as string))
        return { status: 304, headers: page.headers };
      const packed = page.gzip && /\bgzip\b/.test(headers['accept-encoding'] ?? '');
      if (!packed) return { status: 200, body: page.bytes, headers: page.headers };
      return { status: 200, body: page.gzip, headers: { ...page.headers, 'Content-Encoding': 'gzip' } };
    },
  };
  return all;
}

function prepare(name: string, type: string, bytes: Buffer): Page {
  return {
    bytes,
    gzip: alreadyCompressed.has(extname(name)) ? null : gzipSync(bytes, { level: 9 }),
    headers: {
      'Content-Type': type,
      ETag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
      // The names of assets change with what is in them.
      'Cache-Control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      Vary: 'Accept-Encoding, Origin',
    },
  };
}
