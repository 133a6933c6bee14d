// Reads what the card of a case says, and draws it.
import type { Content } from '../../content/content.ts';
import { isOnDuty } from '../../handoff/on-duty.ts';
import type { Case } from '../../storage/storage/cases.ts';
import type { Json, Storage } from '../../storage/storage.ts';
import { cardActivity, drawCard } from './card.ts';

export interface CaseCards {
  /** The card as an activity of a channel; `away` where the case is shown there no more. */
  activity(one: Case, away: boolean): Promise<Json>;
  /** The card alone, with a word for who pressed a button. */
  card(one: Case, more?: { told?: string; away?: boolean }): Promise<Json>;
}

/** `appId` is the id of the app in Teams, null where links into it cannot be made; `now` in milliseconds since 1970. */
export function createCaseCards(parts: {
  storage: Pick<Storage, 'caseEvents' | 'staff'>;
  content: () => Content;
  appId: string | null;
  now: () => number;
}): CaseCards {
  const { storage, content, appId, now } = parts;

  async function card(one: Case, { told, away = false }: { told?: string; away?: boolean } = {}): Promise<Json> {
    const [trail, staff] = await Promise.all([storage.caseEvents(one.number), storage.staff(true)]);
    const onDuty = staff.filter((person) => isOnDuty(person, now()));
    const link = appId && consoleLink(appId, one.number);
    return drawCard({ content: content(), one, trail, staff, onDuty, link, told, away, now: now() });
  }

  return {
    card,
    activity: async (one, away) => cardActivity(await card(one, { away }), one, now()),
  };
}

/** Teams, "Create deep links": a tab of a personal app, at a place in it. */
function consoleLink(appId: string, number: number): string {
  const context = encodeURIComponent(JSON.stringify({ subEntityId: String(number) }));
  return `https://teams.microsoft.com/l/entity/${appId}/console?context=${context}`;
}
