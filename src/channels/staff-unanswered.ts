// What customers asked and nobody answered: questions that are alike together, until somebody has dealt with them.
import { groupQuestions } from '../rules/group-questions.ts';
import type { Unanswered } from '../storage/storage/cases.ts';
import type { Storage } from '../storage/storage.ts';
import { Refusal } from './http.ts';
import { remember } from './remember.ts';
import type { StaffRoute } from './staff-route.ts';

const MOST_READ = 2_000;
const MOST_GROUPS = 200;
const MOST_EXAMPLES = 5;
const KEPT_MS = 2_000;

/** `now` in milliseconds since 1970. */
export function createStaffUnanswered(parts: {
  storage: Pick<Storage, 'unanswered' | 'dismissUnanswered'>;
  now: () => number;
}): { list: StaffRoute; done: StaffRoute } {
  const { storage, now } = parts;
  // Many who look at once cost one grouping.
  const groups = remember(KEPT_MS, now, async () => {
    const all = await storage.unanswered(MOST_READ);
    return groupQuestions(all.map((one) => ({ ...one, text: one.text.trim() })).filter(({ text }) => text));
  });

  return {
    async list() {
      const body = (await groups.read()).slice(0, MOST_GROUPS).map((group) => ({
        key: keyOf(group),
        count: group.length,
        examples: [...new Set(group.map(({ text }) => text))].slice(0, MOST_EXAMPLES),
        last: new Date(Math.max(...group.map(({ at }) => at))).toISOString(),
        decision: group.some(({ decision }) => decision === 'decline') ? 'decline' : 'clarify',
        entries: [...new Set(group.flatMap(({ entries }) => entries))],
      }));
      return { status: 200, body };
    },

    async done(call, person) {
      const group = (await groups.read()).find((one) => keyOf(one) === call.params.key);
      if (!group) throw new Refusal(404, 'not-found', 'There is no such group. It may have been dealt with already.');
      await storage.dismissUnanswered(
        group.map(({ id }) => id),
        person.id,
        now(),
      );
      groups.forget();
      return { status: 204 };
    },
  };
}

/** A group is known by its oldest question, so that those that join it change nothing. */
const keyOf = (group: Unanswered[]) => String(Math.min(...group.map(({ id }) => id)));
