// GET /chat/page.json: the broker's name and colours and the notices in force, for our own pages.
import type { Content } from '../content/content.ts';
import { noticesInForce } from '../rules/notice.ts';
import type { Route } from './http.ts';

/** The route; content may change while it serves. `now` in milliseconds since 1970. */
export function createPageSettings(parts: { content: () => Content; now: () => number }): Route {
  return () => {
    const { broker, notices } = parts.content();
    const { name, short_name, colour, privacy_url } = broker;
    const body = { name, short_name, colour, privacy_url, notices: noticesInForce(notices, parts.now()) };
    return { status: 200, body };
  };
}
