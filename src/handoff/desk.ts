// What changes to cases go through: one turn, its time and content, who the staff are, and which cases were changed.
import type { Content } from '../content/content.ts';
import type { Office } from '../content/help.ts';
import type { Case, CaseChange } from '../storage/storage/cases.ts';
import type { Staff } from '../storage/storage/staff.ts';
import type { Json, Turn } from '../storage/storage.ts';
import type { MailRules } from './post-mail.ts';

/** What a turn is given beside its conversation. */
export interface Around {
  content: Content;
  /** All staff there ever were. */
  staff: readonly Staff[];
  /** How much is sent by e-mail; null where none is. */
  mail: MailRules | null;
  /** Whether cases are shown elsewhere too, as in Teams. */
  isShown?: boolean;
  /** Milliseconds since 1970. */
  at: number;
}

export interface Desk extends Around {
  turn: Turn;
  /** The cases that this turn opened or changed, as they are now. */
  changed: Map<number, Case>;
}

/** A line for the trail of a case. */
export interface Happened {
  /** `customer`, `system`, or the id of a staff member. */
  actor: string;
  what: string;
  detail?: Json;
}

/** Begins the changes of a turn. */
export function openDesk(turn: Turn, around: Around): Desk {
  return { ...around, turn, changed: new Map() };
}

/** Changes a case, with a line in its trail where something happened that people look for. */
export async function changeCase(desk: Desk, number: number, change: CaseChange, happened?: Happened): Promise<Case> {
  if (happened) await desk.turn.addCaseEvent(number, { ...happened, at: desk.at });
  const changed = await desk.turn.changeCase(number, change, desk.at);
  desk.changed.set(number, changed);
  return changed;
}

/** The name of a staff member, also of one who was revoked; null where nobody is known. */
export function nameOfStaff(desk: Pick<Desk, 'staff'>, id: string | null): string | null {
  return desk.staff.find((one) => one.id === id)?.name ?? null;
}

/** Whether this is a staff member who was not revoked. */
export function isStaff(desk: Pick<Desk, 'staff'>, id: string | null): boolean {
  return desk.staff.some((one) => one.id === id && one.revokedAt === null);
}

/** The office of a case, where content still has it. */
export function officeOf(desk: Pick<Desk, 'content'>, id: string | null): Office | undefined {
  return desk.content.offices.find((office) => office.id === id);
}
