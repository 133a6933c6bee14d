// Cases that the desk does not hold: closed ones, page by page, and what a search finds.
import { useCallback, useEffect, useState } from 'react';
import type { HandoffSummary } from './api.ts';
import { Refused } from './requests.ts';
import { useDesk, useDeskState } from './use-desk.ts';

const PAGE = 50;
const MOST_FOUND = 100;
/** Whoever types is not searched for at each letter. */
const PAUSE_MS = 250;

const wordsOf = (error: unknown): string =>
  error instanceof Refused ? error.message : 'The server did not answer. Try again in a moment.';

/** Closed cases: what was fetched, and what was closed since. */
export function useClosed(isWanted: boolean) {
  const desk = useDesk();
  const known = useDeskState((state) => state.cases);
  const [fetched, setFetched] = useState<ReadonlyMap<number, HandoffSummary>>(new Map());
  const [isBusy, setBusy] = useState(isWanted);
  const [hasMore, setMore] = useState(false);

  const fetchPage = useCallback(
    async (before?: number) => {
      setBusy(true);
      try {
        const page = await desk.requests.handoffs({ status: ['closed'], limit: PAGE, ...(before ? { before } : {}) });
        setFetched((all) => new Map([...all, ...page.map((one) => [one.number, one] as const)]));
        setMore(page.length === PAGE);
      } catch (error) {
        desk.tell(wordsOf(error));
        setMore(true);
      }
      setBusy(false);
    },
    [desk],
  );
  useEffect(() => {
    if (isWanted) void fetchPage();
  }, [isWanted, fetchPage]);

  const all = new Map(fetched);
  // The newer of the two is true: a case may have been opened again since.
  for (const one of known.values()) if (one.version >= (all.get(one.number)?.version ?? 0)) all.set(one.number, one);
  return {
    cases: [...all.values()],
    isBusy,
    hasMore,
    more: () => void fetchPage(Math.min(...fetched.keys())),
  };
}

/** What a search finds, the newest first; `found` is undefined where nothing is searched for. */
export function useSearch(words: string): { found: HandoffSummary[] | undefined; isBusy: boolean } {
  const desk = useDesk();
  const known = useDeskState((state) => state.cases);
  const [result, setResult] = useState<{ words: string; cases: HandoffSummary[] }>({ words: '', cases: [] });
  const wanted = words.trim();

  useEffect(() => {
    if (!wanted) return;
    let isStale = false;
    const timer = setTimeout(async () => {
      try {
        const status = ['waiting', 'claimed', 'closed'] as const;
        const cases = await desk.requests.handoffs({ status: [...status], text: wanted, limit: MOST_FOUND });
        if (!isStale) setResult({ words: wanted, cases });
      } catch (error) {
        if (!isStale) desk.tell(wordsOf(error));
      }
    }, PAUSE_MS);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [desk, wanted]);

  if (!wanted) return { found: undefined, isBusy: false };
  return {
    found: result.cases.map((one) => known.get(one.number) ?? one),
    isBusy: result.words !== wanted,
  };
}
