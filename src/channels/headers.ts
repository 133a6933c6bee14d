// The headers by which browsers keep other websites out, and let the allowed ones in.
import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';
import { pathOf, send } from './answering.ts';
import { errorBody, notAllowed, notOwn } from './http.ts';
import type { Origins } from './origins.ts';

const corsHeaders = {
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'Access-Control-Allow-Headers':
    'authorization, content-type, x-ms-bot-agent, x-ms-conversation-id, x-requested-with, cache-control',
  'Access-Control-Max-Age': '7200',
};

const STAFF_API = '/api/staff/';

/** Other websites may call when they are allowed to; false ends the request. */
export function admit(request: IncomingMessage, response: ServerResponse, origins: Origins): boolean {
  const { headers, method, url = '' } = request;
  // restify reads the address where nobody could catch what it throws.
  if (!url.startsWith('/') || !URL.canParse(`http://${headers.host ?? 'localhost'}${url}`)) {
    void send(response, {
      status: 400,
      body: errorBody('BadArgument', 'The address or the Host header is not valid.'),
    });
    return false;
  }
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Vary', 'Origin');
  if (headers.origin === undefined) return true;
  // No website on the list may speak for staff.
  const isStaffs = pathOf(request).startsWith(STAFF_API);
  if (!(isStaffs ? origins.isOwn(request) : origins.allows(request))) {
    const { status, code, message } = isStaffs ? notOwn() : notAllowed();
    void send(response, { status, body: errorBody(code, message) });
    return false;
  }
  response.setHeader('Access-Control-Allow-Origin', headers.origin);
  response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
  if (method !== 'OPTIONS') return true;
  void send(response, { status: 204, headers: corsHeaders });
  return false;
}

/** Lets in style elements that are empty when they come: Fluent UI fills them rule by rule. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** What browsers keep to on our pages: nothing from elsewhere, and frames on allowed websites only. */
export function pageHeaders(origins: Origins, allowedOrigins: string[]) {
  return headersOf(origins, ["'self'"], allowedOrigins);
}

/** Where Microsoft Teams shows a tab: "Create a personal tab", on Content-Security-Policy. */
const TEAMS = ['https://teams.microsoft.com', 'https://*.teams.microsoft.com', 'https://*.cloud.microsoft'];

/** The same for the staff console, which no other website may frame; Teams may where staff sign in from there. */
export function consoleHeaders(origins: Origins, isInTeams: boolean) {
  return headersOf(origins, ["'self'", EMPTY_STYLE], isInTeams ? TEAMS : []);
}

function headersOf(origins: Origins, styleSrc: string[], frameAncestors: string[]) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc,
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        // Not every browser takes 'self' to hold for sockets.
        connectSrc: ["'self'", (request) => origins.own(request).replace(/^http/, 'ws')],
        frameSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'", ...frameAncestors],
      },
    },
    // What may frame a page is said by frame-ancestors, which this older header would contradict.
    frameguard: false,
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    crossOriginOpenerPolicy: false,
  });
}
