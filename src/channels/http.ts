// What a route is given and what it gives back, so that no route knows the web server.
import type { IncomingMessage } from 'node:http';

export interface Call {
  /** The parts of the path that vary: `{ id }`. */
  params: Record<string, string>;
  query: URLSearchParams;
  /** The parsed JSON body; undefined where there is none. */
  body: unknown;
  /** The client's address, as far as proxies are believed. */
  address: string;
  /** Where browsers reach this server: `https://chat.example.com`. */
  origin: string;
  /** True where limits apply to this client. */
  limited: boolean;
  request: IncomingMessage;
  /** What the log line of this request says beside method, path and status. */
  note: { conversation?: string };
}

export interface Answer {
  status: number;
  /** Becomes JSON; a string or bytes go out as they are, with the headers' type. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Bytes that are sent piece by piece instead of a body. */
  stream?: AsyncIterable<Uint8Array>;
}

export type Route = (call: Call) => Promise<Answer> | Answer;

export interface RouteOptions {
  /** The body is read as JSON. */
  json?: true;
  /** A page for customers or for staff: with the headers that browsers keep to. */
  page?: 'chat' | 'staff';
}

export type RouteRow = [method: 'get' | 'post', path: string, route: Route, options?: RouteOptions];

/** Thrown by a route: the status and the words a client gets. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string> | undefined;
  /** What the error says beside its code and message. */
  readonly more: Record<string, unknown> | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    headers?: Record<string, string>,
    more?: Record<string, unknown>,
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.more = more;
  }
}

/** The body of every error. */
export const errorBody = (code: string, message: string, more?: Record<string, unknown>) => ({
  error: { code, message, ...more },
});

/** What a website hears that is not on the list. */
export const notAllowed = () =>
  new Refusal(403, 'OriginNotAllowed', 'This website may not use this chat. Add it to ALLOWED_ORIGINS.');

/** What a website hears that would call in the name of staff. */
export const notOwn = () =>
  new Refusal(403, 'OriginNotAllowed', "Staff use this server's own console: no other website may call here.");
