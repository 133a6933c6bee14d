// The words of e-mails: fixed, with a number, an office, a time and a link, and nothing that a customer or staff wrote.
import type { Content } from '../../content/content.ts';
import { isZone, zoneName } from '../../rules/hours.ts';
import type { Mail } from '../../storage/storage/mails.ts';

export interface Words {
  subject: string;
  text: string;
}

/** `link` opens what the mail is about. */
export function writeLetter(content: Content, mail: Mail, link: string): Words {
  const { name, short_name } = content.broker;
  const automatic = `The automatic assistant of ${name} wrote this e-mail. Answers to it are read by nobody.`;
  const unknown = 'If you know nothing of this, somebody mistyped an address: you need not do anything.';
  const once = 'The link works once, within seven days. It opens your conversation, so please do not pass it on.';
  const ofCase = mail.case === null ? '' : ` (case ${mail.case})`;
  const text = (...paragraphs: string[]) => `${paragraphs.join('\n\n')}\n`;
  switch (mail.kind) {
    case 'new-case': {
      const office = content.offices.find(({ id }) => id === mail.office);
      const to = office ? `for ${office.name}` : 'for whichever office reads it first';
      return {
        subject: `Case ${mail.case}: a new message ${to}`,
        text: text(
          `A customer left a message ${to}: case ${mail.case}, ${when(mail.madeAt, office?.hours.time_zone)}.`,
          `Read and answer it in the console:\n${link}`,
          'What the customer wrote stands there alone.',
          automatic,
        ),
      };
    }
    case 'reply':
      return {
        subject: `You have a reply from ${short_name}${ofCase}`,
        text: text(
          `${name} answered you in the chat${ofCase}.`,
          `Read it and write back:\n${link}`,
          once,
          unknown,
          automatic,
        ),
      };
    case 'closed':
      return {
        subject: `Your conversation with ${short_name} was closed${ofCase}`,
        text: text(
          `Nothing was written in your conversation with ${name} for a while, so it was closed${ofCase}. What was said is kept.`,
          `Read it, or go on:\n${link}`,
          once,
          unknown,
          automatic,
        ),
      };
    case 'code':
      return {
        subject: `Your code for the chat of ${short_name}`,
        text: text(
          `Type this code in the chat, and answers of our office are told to you by e-mail:\n${mail.code}`,
          'It holds for 15 minutes. Give it to nobody: we never ask for it on the phone.',
          unknown,
          automatic,
        ),
      };
  }
}

/** "Monday, November 30, 2026, 3:04 PM ET". */
function when(at: number, timeZone: string | undefined): string {
  const zone = timeZone && isZone(timeZone) ? timeZone : 'UTC';
  const format = new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeStyle: 'short', timeZone: zone });
  return `${format.format(at).replace(' at ', ', ')} ${zoneName(zone, at)}`;
}
