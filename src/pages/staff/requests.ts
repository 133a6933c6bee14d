// Asks the staff API: one function a request, and no memory.
import type {
  ContentChange,
  FoundAnswer,
  HandoffSummary,
  Handoffs,
  HandoffWhole,
  Me,
  Member,
  Office,
  Person,
  Proposal,
  Review,
  Role,
  Said,
  Transcript,
  Unanswered,
} from './api.ts';

const TIMEOUT_MS = 20_000;
/** Files on a slow line take longer. */
const UPLOAD_MS = 10 * 60_000;

/** The server said no; `owner` and `since` where somebody else has the case. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly owner: Member | undefined;
  readonly since: string | undefined;
  /** Seconds the server asks to wait. */
  readonly retryAfter: number | undefined;

  constructor(
    status: number,
    error: { code?: string; message?: string; owner?: Member; since?: string },
    retryAfter?: number,
  ) {
    super(error.message ?? `The server answered ${status}.`);
    this.status = status;
    this.code = error.code ?? '';
    this.owner = error.owner;
    this.since = error.since;
    this.retryAfter = retryAfter;
  }
}

/** What the server said, for people. */
export function reasonOf(error: unknown): string {
  return error instanceof Refused ? error.message : 'The server did not answer.';
}

/** Milliseconds that the server's clock is ahead of this device's. */
export let ahead = 0;

/** Milliseconds since 1970, by the server's clock. */
export const serverNow = (): number => Date.now() + ahead;

/** Trades the code of a link for a token, or a token of Teams, with which an invitation may be used. */
export function signIn(by: {
  code?: string;
  teamsToken?: string;
}): Promise<{ token: string } & Member & { office: string | null; role: Role }> {
  return ask(undefined, 'POST', '/sign-in', by);
}

export interface Requests {
  signOut(): Promise<void>;
  me(): Promise<Me>;
  changeMe(change: Partial<Pick<Me, 'available' | 'name' | 'office'>>): Promise<Me>;
  people(): Promise<Person[]>;
  offices(): Promise<Office[]>;
  handoffs(wanted: Handoffs): Promise<HandoffSummary[]>;
  handoff(number: number): Promise<HandoffWhole>;
  /** What was said before the activity with this sequence. */
  transcript(number: number, before: number): Promise<Transcript>;
  activities(number: number, after: number): Promise<Said[]>;
  act(number: number, action: 'claim' | 'release' | 'reopen'): Promise<HandoffWhole>;
  /** The customer is asked how it was where `rating`. */
  close(number: number, rating: boolean): Promise<HandoffWhole>;
  /** To an office or to a colleague, by id. */
  transfer(number: number, to: string): Promise<HandoffWhole>;
  write(number: number, kind: 'messages' | 'notes', text: string, key: string): Promise<HandoffWhole>;
  /** Lets mail go to the customer of the case. */
  confirmMail(number: number): Promise<HandoffWhole>;
  upload(number: number, text: string, files: File[], key: string): Promise<HandoffWhole>;
  typing(number: number): Promise<void>;
  answers(words: string): Promise<FoundAnswer[]>;
  unanswered(): Promise<Unanswered[]>;
  done(key: string): Promise<void>;
  contentChanges(): Promise<ContentChange[]>;
  /** How many proposals of colleagues wait. */
  waitingProposals(): Promise<{ waiting: number }>;
  topics(): Promise<{ id: string; title: string }[]>;
  checkContent(proposal: Proposal): Promise<Review>;
  proposeContent(proposal: Proposal): Promise<ContentChange>;
  decideContent(id: number, decision: 'approve' | 'reject' | 'roll-back'): Promise<ContentChange>;
  /** The stream of what happens after the event with this id. */
  stream(after: string | undefined, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
}

/** The requests of whoever holds the token. */
export function createRequests(token: string): Requests {
  const get = <T>(path: string): Promise<T> => ask(token, 'GET', path);
  const post = <T>(path: string, body: unknown = {}): Promise<T> => ask(token, 'POST', path, body);
  const to = (number: number) => `/handoffs/${number}`;
  return {
    signOut: () => post('/sign-out'),
    me: () => get('/me'),
    changeMe: (change) => post('/me', change),
    people: () => get('/people'),
    offices: () => get('/offices'),
    handoffs({ status, kind, office, mine, text, before, limit = 1000 }) {
      const query = new URLSearchParams({ status: status.join(','), limit: String(limit) });
      if (kind) query.set('kind', kind);
      if (office) query.set('office', office);
      if (mine) query.set('owner', 'me');
      if (text) query.set('text', text);
      if (before) query.set('before', String(before));
      return get(`/handoffs?${query}`);
    },
    handoff: (number) => get(to(number)),
    transcript: (number, before) => get(`${to(number)}/transcript?before=${before}`),
    activities: (number, after) => get(`${to(number)}/activities?after=${after}`),
    act: (number, action) => post(`${to(number)}/${action}`),
    close: (number, rating) => post(`${to(number)}/close`, { rating }),
    transfer: (number, id) => post(`${to(number)}/transfer`, { to: id }),
    write: (number, kind, text, key) => post(`${to(number)}/${kind}`, { text, key }),
    confirmMail: (number) => post(`${to(number)}/confirm-email`),
    upload(number, text, files, key) {
      const form = new FormData();
      const activity = { type: 'message', text, channelData: { clientActivityID: key } };
      form.append('activity', new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }));
      for (const file of files) form.append('file', file, file.name);
      return ask(token, 'POST', `${to(number)}/upload`, form);
    },
    typing: (number) => post(`${to(number)}/typing`),
    answers: (words) => get(`/answers?q=${encodeURIComponent(words)}`),
    unanswered: () => get('/unanswered'),
    contentChanges: () => get('/content'),
    waitingProposals: () => get('/content/waiting'),
    topics: () => get('/content/topics'),
    checkContent: (proposal) => post('/content/check', proposal),
    proposeContent: (proposal) => post('/content', proposal),
    decideContent: (id, decision) => post(`/content/${id}/${decision}`),
    done: (key) => post(`/unanswered/${encodeURIComponent(key)}/done`),
    async stream(after, signal) {
      const headers: Record<string, string> = { Authorization: `Bearer ${token}`, Accept: 'text/event-stream' };
      if (after) headers['Last-Event-ID'] = after;
      const response = await fetch('/api/staff/stream', { headers, cache: 'no-store', signal });
      if (!response.ok || !response.body) throw await refusalOf(response);
      return response.body;
    },
  };
}

async function ask<T>(token: string | undefined, method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  const isForm = body instanceof FormData;
  if (body && !isForm) headers['Content-Type'] = 'application/json';
  const response = await fetch(`/api/staff${path}`, {
    method,
    headers,
    ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
    cache: 'no-store',
    signal: AbortSignal.timeout(isForm ? UPLOAD_MS : TIMEOUT_MS),
  });
  const date = Date.parse(response.headers.get('Date') ?? '');
  // The header tells whole seconds: what differs by less is no difference.
  if (Number.isFinite(date)) ahead = Math.abs(date - Date.now()) > 2_000 ? date - Date.now() : 0;
  if (!response.ok) throw await refusalOf(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function refusalOf(response: Response): Promise<Refused> {
  const body = await response.json().catch(() => ({}));
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return new Refused(response.status, body.error ?? {}, Number.isFinite(seconds) ? seconds : undefined);
}
