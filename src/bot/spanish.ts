// What is said to who writes in Spanish: that answers are in English, and at which office Spanish is spoken.
import type { Content } from '../content/content.ts';
import type { Office } from '../content/help.ts';
import type { Reply } from '../rules/activity.ts';
import { openness } from '../rules/hours.ts';
import { describeReach } from '../rules/reach.ts';
import { nameOf, openFirst } from './contacts.ts';
import { menuButtons } from './greeting.ts';
import { message } from './message.ts';
import { officeOf } from './offices.ts';
import type { State } from './state.ts';

const apology = 'Perdón: entiendo preguntas en español, pero respondo en inglés. (Sorry, my answers are in English.)';
const leads: Partial<Record<string, string>> = {
  answer: '_Perdón, respondo en inglés. (Sorry, this is in English.)_',
  clarify: '¿Es una de estas preguntas?',
  decline: 'Perdón, eso no lo sé. ¿Me lo puede preguntar con otras palabras?',
};
const anyPerson = 'Para hablar con una persona, escriba **persona**.';

/** Notes the language of a message that asks or says something; what tells nothing changes nothing. */
export function noteLanguage(content: Content, state: State, text: string): void {
  state.writes = content.languageOf(text) ?? state.writes;
}

/** The office where a customer who writes in Spanish finds somebody who speaks it: their own, else the one that is open first. */
export function spanishOffice(content: Content, state: State, now: number): Office | null {
  if (state.writes !== 'es') return null;
  const speaking = content.offices.filter(({ languages }) => languages.includes('es'));
  const own = officeOf(content, state);
  return speaking.find((office) => office === own) ?? (openFirst(speaking, now)[0] as Office | undefined) ?? null;
}

/**
 * The replies to a message, and before them what a customer who writes in Spanish must know: at first that answers are in
 * English and who speaks Spanish, later a line of it, and who speaks Spanish once more where there is no answer.
 */
export function addSpanish(content: Content, state: State, before: State, replies: Reply[], now: number): Reply[] {
  if (state.writes !== 'es') return replies;
  if (before.writes !== 'es') {
    const buttons = replies.length === 0 ? menuButtons(content, state) : [];
    return [message('notice', `${apology}\n\n${offer(content, state, now)}`, buttons), ...replies];
  }
  return replies.map((reply) => {
    const { kind, language } = reply.channelData;
    const lead = language === 'es' ? undefined : leads[kind];
    const person = kind === 'decline' ? offer(content, state, now) : '';
    return lead ? { ...reply, text: [lead, person, reply.text].filter(Boolean).join('\n\n') } : reply;
  });
}

/** Whom a customer reaches in Spanish, or how they reach a person at all. */
function offer(content: Content, state: State, now: number): string {
  const office = spanishOffice(content, state, now);
  if (!office) return anyPerson;
  const ways = [office.phone, office.email].filter(Boolean).join(', ');
  const isOpen = openness(office.hours, now).open ? ' ahora' : '';
  return `Hablan español${isOpen} en ${nameOf(office)}: ${ways} (${describeReach(office, now, state.timeZone)}). ${anyPerson}`;
}
