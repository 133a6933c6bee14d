// Acts on cases in the name of a staff member who is in Microsoft Teams, and is on duty by that.
import type { Content } from '../../content/content.ts';
import type { Conversations } from '../../conversation.ts';
import type { StaffAction } from '../../handoff/staff-actions.ts';
import type { Staff } from '../../storage/storage/staff.ts';
import type { Storage } from '../../storage/storage.ts';
import { dutyEnd } from './duty.ts';

export interface Acting {
  /** Under `key` a message or a note that comes twice is known. Throws as `conversations.staffAct`. */
  act(person: Staff, number: number, action: StaffAction, key?: string): ReturnType<Conversations['staffAct']>;
  /** Whoever is available and does something here is on duty until their office closes. */
  seen(person: Staff): Promise<void>;
}

/** `now` in milliseconds since 1970. */
export function createActing(parts: {
  storage: Pick<Storage, 'changeStaff'>;
  conversations: Pick<Conversations, 'staffAct'>;
  content: () => Content;
  now: () => number;
}): Acting {
  return {
    act({ id, name, office, role }, number, action, key) {
      return parts.conversations.staffAct(number, { id, name, office, role }, action, { key });
    },
    async seen(person) {
      if (!person.available) return;
      const dutyUntil = dutyEnd(parts.content(), person, parts.now());
      if (dutyUntil !== person.dutyUntil) await parts.storage.changeStaff(person.id, { dutyUntil });
    },
  };
}
