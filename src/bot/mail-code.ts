// Offers a customer an e-mail when there is an answer, and has the address confirmed by a code that is sent there.
import type { Content } from '../content/content.ts';
import type { Reply } from '../rules/activity.ts';
import type { MailOffer, Result } from '../rules/requests.ts';
import { guideButton } from './contacts.ts';
import { type Button, message, personButton } from './message.ts';
import type { State } from './state.ts';
import { returnButtons } from './walker.ts';

/** A little longer than a code holds, so that a late one is told to be late. */
const freshFor = 30 * 60_000;

const sendButton = (text: string): Button => ({ text, action: 'mail:code' });

/** What is said of e-mail where a case was opened, and the button to it; nothing where none is sent. */
export function offerMail(offer: MailOffer | null): { lines: string[]; buttons: Button[] } {
  if (!offer) return { lines: [], buttons: [] };
  const { address, isConfirmed } = offer;
  return isConfirmed
    ? { lines: [`When there is an answer here and you are gone, an e-mail to ${address} tells you.`], buttons: [] }
    : {
        lines: [
          `Shall an e-mail to ${address} tell you when there is an answer here and you are gone? Then confirm that address.`,
        ],
        buttons: [sendButton('Confirm my e-mail')],
      };
}

/** Does what a button about e-mail says; null where it means nothing any more. */
export function actOnMail(state: State, name: string): Reply[] | null {
  if (name !== 'code' || state.lastCase === null) return null;
  state.pending = null;
  state.requests.push({ kind: 'send-mail-code', number: state.lastCase });
  return [];
}

/** The six digits that were typed where a code is waited for; null where it is something else. */
export function readMailCode({ mailCodeAt }: State, text: string, now: number): string | null {
  if (mailCodeAt === null || now - mailCodeAt > freshFor) return null;
  const [, first, second] = /^(?:(?:my|the) )?(?:code(?: is)?:?)?\s*(\d{3})[\s-]?(\d{3})\.?$/i.exec(text.trim()) ?? [];
  return first && second ? first + second : null;
}

/** What the bot says of a code that was sent or typed. */
export function tellMail(content: Content, state: State, result: Result, now: number): Reply[] {
  const back = [...(state.guide ? guideButton(state) : returnButtons(content, state)), personButton];
  const again = [sendButton('Send a new code'), ...back];
  switch (result.kind) {
    case 'code-sent': {
      state.mailCodeAt = now;
      const text = `A code with six digits is on its way to ${result.address}. **Type it here** within 15 minutes; it is the only code that belongs in this chat. If it does not come, look among the spam, or have a new one sent.`;
      return [message('handoff', text, again, { asks: 'mail-code' })];
    }
    case 'code-not-sent': {
      const text = `So many e-mails went out lately that none can go to ${result.address} just now. Look here for the answer; tomorrow I can try again.`;
      return [message('handoff', text, back)];
    }
    case 'address-confirmed': {
      state.mailCodeAt = null;
      const text = `Thank you. When there is an answer here and you are gone, an e-mail to ${result.address} tells you, with a link to this conversation.`;
      return [message('handoff', text, back)];
    }
    case 'code-wrong': {
      const left = result.triesLeft === 1 ? 'one more time' : `${result.triesLeft} more times`;
      return [message('handoff', `That is not the code. You can try ${left}.`, again, { asks: 'mail-code' })];
    }
    case 'code-over':
      state.mailCodeAt = null;
      return [message('handoff', 'That code holds no more. Shall I send a new one?', again)];
    case 'nothing-to-confirm':
      return [message('notice', 'There is no e-mail address of yours to confirm.', back)];
    default:
      return [];
  }
}
