// Where the right to open the conversation is kept: with the website around the frame, and where that keeps nothing, here.
import { onWebsite, tell, website } from './frame.ts';
import { isLate, type Kept } from './frame-messages.ts';
import { enterDrawer, hasForgotten, oneTabAtATime, read, write } from './keep.ts';

export interface Access {
  token: string;
  conversationId: string;
  userId: string;
  /** Works once. */
  resume: string;
  /** The attempt to use it that is on its way. */
  attempt?: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** The conversation took the place of one that is no longer kept. */
  isReplacement?: boolean;
  /** The secret that was used for it. */
  replaces?: string;
}

/** Where tabs cannot wait for one another, one that was first has its answer by then, as a rule. */
const HEAD_START_MS = 1_500;

/** One person's things lie apart from another's, and from those of nobody in particular. */
let drawer = '';
/** What this page knows. */
let here: Access | undefined;
let before: Promise<unknown> = Promise.resolve();

/** Opens the drawer of whoever is logged in to the website around; returns the names of what another person's lost. */
export function openDrawer(): string[] {
  drawer = drawerOf(website.identity);
  here = website.keeps ? toAccess(website.kept[drawer]) : undefined;
  return enterDrawer(drawer);
}

/** Whether the identity is of somebody else than the conversation that is open. */
export function isOther(identity: string | undefined): boolean {
  return drawerOf(identity) !== drawer;
}

/** The access that this page has, or another tab if that can be seen. */
export function access(): Access | undefined {
  return isShared() ? read<Access>('access') : here;
}

export function keepAccess(kept: Access): void {
  here = kept;
  // A token opens the conversation for whoever finds it: it stays in this page, unless all of it is the chat's own.
  const shown = isShared() ? kept : { ...kept, token: '', expiresAt: 0 };
  if (website.keeps && !hasForgotten()) tell({ say: 'keep', drawer, access: shown });
  if (!website.keeps && !isLate(shown, read('access'))) write('access', shown);
}

/** Runs `work` while no other tab does, with the newest that is kept. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const run = website.keeps ? () => inTurnOfWebsite(work) : () => oneTabAtATime('access', () => withNewest(work));
  const mine = before.then(run, run);
  before = mine;
  return mine;
}

/** Looks at what is kept once another tab has had time to keep what it got. */
export async function lookAgain(): Promise<Access | undefined> {
  await new Promise((resolve) => setTimeout(resolve, 'locks' in navigator ? 0 : HEAD_START_MS));
  if (website.keeps) take((await ask('look'))[drawer]);
  else take(read('access'));
  return access();
}

async function inTurnOfWebsite<T>(work: () => Promise<T>): Promise<T> {
  take((await ask('turn'))[drawer]);
  try {
    return await work();
  } finally {
    tell({ say: 'done' });
  }
}

function withNewest<T>(work: () => Promise<T>): Promise<T> {
  take(read('access'));
  return work();
}

/** The secret is the newest of all tabs, the token this page's own. */
function take(kept: unknown): void {
  const newest = toAccess(kept);
  if (!newest || isShared()) return;
  const isSame = newest.conversationId === here?.conversationId;
  here = isSame && here ? { ...newest, token: here.token, expiresAt: here.expiresAt } : newest;
}

function ask(say: 'look' | 'turn'): Promise<Kept> {
  return new Promise((resolve) => {
    answer = resolve;
    tell({ say });
  });
}

let answer = (_kept: Kept) => {};
onWebsite((message) => {
  if (message.say === 'kept') answer(message.kept);
});

/** Whether all tabs see one access with its token. */
const isShared = () => !website.keeps && drawer === '';

/** What a website keeps may be anything. */
function toAccess(kept: unknown): Access | undefined {
  const { conversationId, userId, resume, attempt, isReplacement } = (kept ?? {}) as Record<string, unknown>;
  if (typeof conversationId !== 'string' || typeof userId !== 'string' || typeof resume !== 'string') return undefined;
  return {
    token: '',
    expiresAt: 0,
    conversationId,
    userId,
    resume,
    ...(typeof attempt === 'string' ? { attempt } : {}),
    ...(isReplacement === true ? { isReplacement } : {}),
  };
}

/** The token is not checked here: it only says where to look, and the server opens nothing without checking it. */
function drawerOf(identity: string | undefined): string {
  if (!identity) return '';
  // FNV-1a: nobody who uses this device afterwards reads an id or an address.
  let hash = 0x811c9dc5;
  for (const sign of subjectOf(identity)) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193);
  return `p${(hash >>> 0).toString(36)}`;
}

function subjectOf(identity: string): string {
  try {
    const claims = identity.split('.')[1] ?? '';
    return String(JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))).sub);
  } catch {
    return identity;
  }
}
