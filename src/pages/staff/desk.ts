// What the console knows: who is here, which cases there are, the open ones whole; kept true by the stream.
import type { Events, HandoffSummary, HandoffWhole, Me, Office, Person } from './api.ts';
import { readEarlier } from './earlier.ts';
import type { Line } from './live.ts';
import { createOutbox, type Outgoing } from './outbox.ts';
import { Refused, type Requests } from './requests.ts';
import { isOurs, merge, renew } from './said.ts';
import { openSharedLive } from './shared-live.ts';
import { refusalInWords } from './words.ts';

/** A connection that is back within this time was never gone, as far as staff are concerned. */
const GRACE_MS = 1_500;
const TYPING_MS = 6_000;
const OFFICES_MS = 60_000;
/** So many cases are held whole, the newest; the others are asked for again. */
const MOST_WHOLE = 5;
/** Of a thousand cases each; more than this no list can show anyway. */
const MOST_PAGES = 10;

export interface DeskState {
  me: Me | undefined;
  people: Person[];
  offices: Office[];
  /** How many proposals of colleagues wait. */
  proposals: number;
  line: Line;
  /** False until the queue is there. */
  isLoaded: boolean;
  cases: ReadonlyMap<number, HandoffSummary>;
  wholes: ReadonlyMap<number, HandoffWhole>;
  /** Who types in which case. */
  typing: ReadonlyMap<number, string>;
  outgoing: Outgoing[];
  /** Why the last action on a case came to nothing, by its number. */
  problems: ReadonlyMap<number, string>;
  /** What is said to who hears the page. */
  news: string;
}

export interface Desk {
  requests: Requests;
  state(): DeskState;
  subscribe(listener: () => void): () => void;
  /** Called with each case that came, and what was known of it. */
  onCase(listener: (now: HandoffSummary, before: HandoffSummary | undefined) => void): () => void;
  /** Fetches a case whole. */
  load(number: number): Promise<void>;
  /** Fetches messages before those that are held, or all there are; false where that came to nothing. */
  loadEarlier(number: number, isAll?: boolean): Promise<boolean>;
  /** Does something with a case; false where it came to nothing, which `problems` tells. */
  act(number: number, work: () => Promise<HandoffWhole>): Promise<boolean>;
  write(number: number, kind: Outgoing['kind'], text: string, files?: File[]): void;
  retry(key: string): void;
  discard(key: string): void;
  setMe(me: Me): void;
  dismiss(number: number): void;
  tell(news: string): void;
  /** Tries the connection now. */
  hurry(): void;
  stop(): void;
}

/** Opens the desk of whoever these requests belong to; `signedOut` when they no longer do. */
export function openDesk(requests: Requests, signedOut: () => void): Desk {
  const listeners = new Set<() => void>();
  const caseListeners = new Set<(now: HandoffSummary, before: HandoffSummary | undefined) => void>();
  const typingTimers = new Map<number, ReturnType<typeof setTimeout>>();
  let lostTimer: ReturnType<typeof setTimeout> | undefined;
  let state: DeskState = {
    me: undefined,
    people: [],
    offices: [],
    proposals: 0,
    line: 'opening',
    isLoaded: false,
    cases: new Map(),
    wholes: new Map(),
    typing: new Map(),
    outgoing: [],
    problems: new Map(),
    news: '',
  };

  function set(change: Partial<DeskState>): void {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  }
  const put = <T>(map: ReadonlyMap<number, T>, number: number, value: T | undefined): ReadonlyMap<number, T> => {
    const copy = new Map(map);
    copy.delete(number);
    if (value !== undefined) copy.set(number, value);
    return copy;
  };

  const outbox = createOutbox(
    requests,
    () => set({ outgoing: outbox.waiting() }),
    (whole) => {
      takeWhole(whole);
      if (whole.removed?.length)
        set({
          problems: put(state.problems, whole.number, 'Your message went out without a number that must not stay.'),
        });
      set({ outgoing: outbox.waiting() });
    },
  );
  set({ outgoing: outbox.waiting() });

  function takeCases(all: HandoffSummary[]): void {
    const cases = new Map(state.cases);
    const newer = all.filter((one) => one.version > (cases.get(one.number)?.version ?? -1));
    const told = newer.map((one) => [one, cases.get(one.number)] as const);
    for (const one of newer) cases.set(one.number, one);
    if (newer.length > 0) set({ cases });
    for (const [now, before] of told) for (const listener of caseListeners) listener(now, before);
  }

  function takeWhole(whole: HandoffWhole, isAfterBreak = false): void {
    const known = state.wholes.get(whole.number);
    const wholes = new Map(put(state.wholes, whole.number, known ? renew(whole, known, isAfterBreak) : whole));
    for (const number of [...wholes.keys()].slice(0, -MOST_WHOLE)) wholes.delete(number);
    set({ wholes });
    takeCases([whole]);
  }

  async function load(number: number, isAfterBreak = false): Promise<void> {
    try {
      takeWhole(await requests.handoff(number), isAfterBreak);
      if (state.problems.has(number)) set({ problems: put(state.problems, number, undefined) });
    } catch (error) {
      fail(number, error);
    }
  }

  async function loadEarlier(number: number, isAll = false): Promise<boolean> {
    try {
      const whole = await readEarlier(requests, () => state.wholes.get(number), isAll);
      if (whole) set({ wholes: put(state.wholes, number, whole) });
      return whole !== undefined;
    } catch (error) {
      fail(number, error);
      return false;
    }
  }

  const loadWholes = () => Promise.all([...state.wholes.keys()].map((number) => load(number, true)));

  function fail(number: number, error: unknown): void {
    if (error instanceof Refused && error.status === 401) {
      signedOut();
      return;
    }
    const words =
      error instanceof Refused ? refusalInWords(error, number) : 'The server did not answer. Try again in a moment.';
    set({ problems: put(state.problems, number, words) });
  }

  /** Everything open, page by page: a queue of thousands is not one answer. */
  async function loadQueue(): Promise<void> {
    const found = new Map<number, HandoffSummary>();
    const before = state.cases;
    let last: number | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const cases = await requests.handoffs({ status: ['waiting', 'claimed'], ...(last ? { before: last } : {}) });
      const lowest = Math.min(...cases.map(({ number }) => number));
      for (const one of cases) found.set(one.number, one);
      takeCases(cases);
      if (cases.length === 0 || lowest === last) break;
      last = lowest;
    }
    // Closed while nobody told us.
    const gone = [...before].filter(
      ([number, one]) => one.status !== 'closed' && !found.has(number) && state.cases.get(number) === one,
    );
    const cases = new Map(state.cases);
    for (const [number] of gone) cases.delete(number);
    set({ cases, isLoaded: true });
  }

  async function loadPlaces(): Promise<void> {
    tolerate(requests.waitingProposals().then(({ waiting }) => set({ proposals: waiting })));
    const [people, offices] = await Promise.all([requests.people(), requests.offices()]);
    set({ people, offices });
  }

  async function loadAll(): Promise<void> {
    const [me] = await Promise.all([requests.me(), loadPlaces(), loadQueue()]);
    set({ me });
    await loadWholes();
  }

  const tolerate = (work: Promise<unknown>): void =>
    void work.catch((error) => {
      if (error instanceof Refused && error.status === 401) signedOut();
    });

  function takeActivity({ number, sequence, activity }: Events['activity']): void {
    const whole = state.wholes.get(number);
    // What stands further up is read when somebody wants to see it.
    if (!whole || sequence < (whole.earlier ?? 0)) return;
    if (activity.type === 'messageDelete') return void load(number);
    if (activity.type === 'message' && !isOurs(activity)) stopTyping(number);
    const transcript = merge(whole.transcript, [{ sequence, activity }], sequence - 1);
    set({ wholes: put(state.wholes, number, { ...whole, transcript, sequence: Math.max(sequence, whole.sequence) }) });
  }

  function stopTyping(number: number): void {
    clearTimeout(typingTimers.get(number));
    if (state.typing.has(number)) set({ typing: put(state.typing, number, undefined) });
  }

  const live = openSharedLive(requests, {
    event(name, data) {
      if (name === 'case') {
        const summary = data as HandoffSummary;
        const isNews = summary.version > (state.cases.get(summary.number)?.version ?? -1);
        takeCases([summary]);
        if (isNews && state.wholes.has(summary.number)) void load(summary.number);
      } else if (name === 'activity') takeActivity(data as Events['activity']);
      else if (name === 'typing') {
        const { number, from } = data as Events['typing'];
        if (from === state.me?.name) return;
        clearTimeout(typingTimers.get(number));
        typingTimers.set(
          number,
          setTimeout(() => stopTyping(number), TYPING_MS),
        );
        set({ typing: put(state.typing, number, from) });
      } else if (name === 'people') set({ people: data as Person[] });
      else if (name === 'proposals') set({ proposals: (data as Events['proposals']).waiting });
      else if (name === 'reset') tolerate(loadAll());
    },
    opened(again) {
      clearTimeout(lostTimer);
      set({ line: 'live' });
      outbox.hurry();
      // What changed comes by itself after a break; what was said has to be asked for.
      if (!again || !state.isLoaded) tolerate(loadAll());
      else tolerate(Promise.all([loadPlaces(), loadWholes()]));
    },
    lost() {
      if (state.line !== 'lost') {
        clearTimeout(lostTimer);
        lostTimer = setTimeout(() => set({ line: 'lost' }), GRACE_MS);
      }
    },
    signedOut,
  });
  const ticking = setInterval(() => state.line === 'live' && tolerate(loadPlaces()), OFFICES_MS);

  return {
    requests,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onCase(listener) {
      caseListeners.add(listener);
      return () => caseListeners.delete(listener);
    },
    load: (number) => load(number),
    loadEarlier,
    async act(number, work) {
      set({ problems: put(state.problems, number, undefined) });
      try {
        takeWhole(await work());
        return true;
      } catch (error) {
        fail(number, error);
        // The screen shows what is true now, not what was thought to be.
        if (error instanceof Refused && error.status !== 401) {
          const { problems } = state;
          await load(number);
          set({ problems });
        }
        return false;
      }
    },
    write: outbox.add,
    retry: outbox.retry,
    discard: outbox.discard,
    setMe: (me) => set({ me }),
    dismiss: (number) => set({ problems: put(state.problems, number, undefined) }),
    tell: (news) => set({ news: `${news}${news === state.news ? '\u00a0' : ''}` }),
    hurry() {
      live.hurry();
      outbox.hurry();
    },
    stop() {
      live.stop();
      clearInterval(ticking);
      clearTimeout(lostTimer);
    },
  };
}
