// Takes what is due, on one of the nodes, and runs it in the turn that also ends it.
import type { Logger } from 'pino';
import type { inOrder } from '../storage/in-order.ts';
import type { Due, Storage, Turn } from '../storage/storage.ts';
import { repeat } from './repeat.ts';

/** What a due row leads to; what it returns is called once its turn is committed. */
export type DueHandler = (turn: Turn, due: Due) => Promise<(() => void) | undefined>;

/** A due row that is not ended in this time is taken again, by any node. */
const leaseMs = 60_000;
const dueAtOnce = 20;

export interface DueRows {
  /** Says what happens when a due row of this kind comes ("kind", or "kind:which"); `prepare` runs before the turn begins. */
  handle(kind: string, handler: DueHandler, prepare?: (due: Due) => Promise<unknown>): void;
  /** Takes at once what is due. */
  look(): Promise<void>;
  /** Takes no more rows and resolves when the running ones are done. */
  stop(): Promise<void>;
}

/** Looks every so many milliseconds; the turns wait in line with the others of their conversation. */
export function runDueRows(parts: {
  storage: Pick<Storage, 'takeDue' | 'turn'>;
  inLine: ReturnType<typeof inOrder>;
  log: Logger;
  now: () => number;
  every: number;
}): DueRows {
  const { storage, inLine, log, now } = parts;
  const handlers = new Map<string, { handler: DueHandler; prepare?: (due: Due) => Promise<unknown> }>();
  let stopping = false;

  async function run(): Promise<void> {
    const at = now();
    let taken: Due[];
    do {
      taken = await storage.takeDue(at, at + leaseMs, dueAtOnce);
      await Promise.all(taken.map((due) => inLine.run(due.conversationId, () => runOne(due)).catch(report(due))));
    } while (taken.length === dueAtOnce && !stopping);
  }

  async function runOne(due: Due): Promise<void> {
    const { handler, prepare } = handlers.get(due.kind.split(':', 1)[0] ?? '') ?? {};
    if (!handler) throw new Error(`Nothing handles due rows of the kind "${due.kind}".`);
    await prepare?.(due);
    const afterwards = await storage.turn(due.conversationId, async (turn) =>
      (await turn.finish(due)) ? handler(turn, due) : undefined,
    );
    afterwards?.();
  }

  function report({ conversationId: conversation, kind, attempts }: Due) {
    const about = { conversation, kind, failures: attempts + 1 };
    return (err: unknown) => log.error({ err, ...about }, 'A due row failed; it comes again, later each time.');
  }

  const looks = repeat(parts.every, run, log, {
    fails: 'Due rows cannot be taken; this is tried until it works.',
    works: 'Due rows are taken again.',
  });

  return {
    handle: (kind, handler, prepare) => void handlers.set(kind, { handler, prepare }),
    look: looks.now,
    stop() {
      stopping = true;
      return looks.stop();
    },
  };
}
