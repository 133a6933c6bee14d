// GET /chat/page.json: the broker's name and colours, for our own pages.
import type { Content } from '../content/content.ts';
import type { Route } from './http.ts';

/** The route; content may change while it serves. */
export function createPageSettings(parts: { content: () => Content }): Route {
  return () => {
    const { name, short_name, colour, privacy_url } = parts.content().broker;
    return { status: 200, body: { name, short_name, colour, privacy_url } };
  };
}
