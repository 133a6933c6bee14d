// Speaks Direct Line 3.0 to the server: one function a request, and no memory.
import type { Activity } from '../../rules/activity.ts';

const TIMEOUT_MS = 20_000;

/** The server's answer was not 2xx. */
export class Refused extends Error {
  readonly status: number;
  /** Seconds the server asks to wait; undefined where it does not say. */
  readonly retryAfter: number | undefined;
  /** The server's name for what is wrong, and its words, where it gave them. */
  readonly code: string | undefined;
  readonly words: string;

  constructor(status: number, retryAfter?: number, error?: { code?: string; message?: string }) {
    super(`The server answered ${status}.`);
    this.status = status;
    this.retryAfter = retryAfter;
    this.code = error?.code;
    this.words = error?.message ?? '';
  }
}

export interface Grant {
  token: string;
  conversationId: string;
  userId: string;
  /** Seconds. */
  expires_in: number;
  resume: string;
}

export interface ActivitySet {
  activities: Activity[];
  watermark?: string;
}

/** A token for a new conversation, or with a resume secret for the one it belongs to. */
export function requestToken(identity?: string, resume?: string, attempt?: string): Promise<Grant> {
  return request('POST', '/chat/token', undefined, { identity, resume, attempt });
}

/** A token for the conversation that a link in an e-mail opens. */
export function requestLinked(code: string, attempt: string): Promise<Grant> {
  return request('POST', '/chat/token', undefined, { code, attempt });
}

/** Another half hour for a token that still holds. */
export function refreshToken(token: string): Promise<{ token: string; expires_in: number }> {
  return request('POST', '/v3/directline/tokens/refresh', token);
}

/** Starts the token's conversation, or finds it started; the bot greets at the first time. */
export function startConversation(token: string): Promise<{ streamUrl: string }> {
  return request('POST', '/v3/directline/conversations', token);
}

/** The address of a socket that brings what came after the watermark. */
export function reconnect(token: string, conversationId: string, watermark: string): Promise<{ streamUrl: string }> {
  return request('GET', `${pathOf(conversationId)}?watermark=${encodeURIComponent(watermark)}${unseen()}`, token);
}

/** What came after the watermark; all of the conversation where it is empty. */
export function fetchActivities(token: string, conversationId: string, watermark: string): Promise<ActivitySet> {
  return request(
    'GET',
    `${pathOf(conversationId)}/activities?watermark=${encodeURIComponent(watermark)}${unseen()}`,
    token,
  );
}

/** What is added to an address where nobody can see the page: its customer counts as gone. */
export function unseen(): string {
  return document.visibilityState === 'hidden' ? '&hidden=1' : '';
}

/** Sends an activity; resolves once the server has it on its disk. */
export function postActivity(token: string, conversationId: string, activity: Activity): Promise<{ id: string }> {
  return request('POST', `${pathOf(conversationId)}/activities`, token, activity);
}

/** Direct Line 3.0: says that the customer ends the conversation; goes out although the page is left. */
export function endConversation(token: string, conversationId: string, userId: string): void {
  const body = JSON.stringify({ type: 'endOfConversation', from: { id: userId } });
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  void fetch(`${pathOf(conversationId)}/activities`, { method: 'POST', headers, body, keepalive: true }).catch(
    () => {},
  );
}

/** Where a conversation is. */
export function pathOf(conversationId: string): string {
  return `/v3/directline/conversations/${encodeURIComponent(conversationId)}`;
}

async function request<T>(method: string, url: string, token?: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers['Content-Type'] = 'application/json';
  const response = await fetch(url, {
    method,
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
    cache: 'no-store',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) {
    const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
    const body = (await response.json().catch(() => undefined)) as { error?: { code?: string } } | undefined;
    throw new Refused(response.status, Number.isFinite(seconds) ? seconds : undefined, body?.error);
  }
  return response.json();
}
