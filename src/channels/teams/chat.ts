// The chat of a staff member with the bot in Microsoft Teams: commands, questions, and what goes to the customer in focus.
import type { Content } from '../../content/content.ts';
import { CaseConflict, UnknownCase } from '../../handoff/staff-actions.ts';
import type { Case } from '../../storage/storage/cases.ts';
import type { Staff } from '../../storage/storage/staff.ts';
import type { TeamsPlace } from '../../storage/storage/teams.ts';
import type { Storage } from '../../storage/storage.ts';
import type { Acting } from './act.ts';
import { answerStaff } from './answers.ts';
import { describeCase } from './case-words.ts';
import { type Command, readCommand } from './commands.ts';
import { dutyEnd } from './duty.ts';
import { reply, type TeamsReply } from './reply.ts';

/** So many cases are listed, and so many get a button. */
const MOST_LISTED = 15;
const MOST_BUTTONS = 5;
/** So much of what the customer said before is shown to who takes over. */
const SAID_BEFORE = 10;

export interface StaffChat {
  /** Does what was written in this place; `key` is that under which a retry is known. Gives what is said to it. */
  said(person: Staff, place: TeamsPlace, text: string, key: string): Promise<TeamsReply[]>;
}

/** `now` in milliseconds since 1970. */
export function createStaffChat(parts: {
  storage: Pick<Storage, 'cases' | 'case' | 'caseEvents' | 'changeStaff' | 'sequences' | 'teams'>;
  acting: Acting;
  content: () => Content;
  now: () => number;
}): StaffChat {
  const { storage, acting, content, now } = parts;

  async function said(person: Staff, place: TeamsPlace, text: string, key: string): Promise<TeamsReply[]> {
    const command = readCommand(text, place.focus);
    if (command.kind !== 'away') await acting.seen(person);
    try {
      return [await obey(person, place, command, key)];
    } catch (error) {
      if (error instanceof UnknownCase) return [reply(error.message)];
      if (!(error instanceof CaseConflict)) throw error;
      const isLost = place.focus !== null && ['not-yours', 'closed'].includes(error.code);
      if (isLost && command.kind === 'say') await endFocus(place, place.focus as number);
      return [reply(command.kind === 'say' ? `**Not sent.** ${error.message}` : error.message)];
    }
  }

  async function obey(person: Staff, place: TeamsPlace, command: Command, key: string): Promise<TeamsReply> {
    switch (command.kind) {
      case 'help':
      case 'nothing':
        return help(place.focus);
      case 'queue':
        return queue(person);
      case 'mine':
        return mine(person, place);
      case 'here':
        return here(person);
      case 'away':
        await storage.changeStaff(person.id, { available: false, dutyUntil: null });
        return reply(
          'You are away: no new customers are promised you. "here" brings you back. What you have stays yours.',
        );
      case 'stop':
        if (place.focus === null) return reply('You are not writing to a customer here.');
        await storage.teams.focus(place.id, null);
        return reply(
          `What you write now goes to nobody but me. Case ${place.focus} is still yours: "focus ${place.focus}" goes back to its customer.`,
        );
      case 'claim':
        return claim(person, place, number(command.number));
      case 'focus':
        return focus(person, place, number(command.number));
      case 'release':
      case 'close': {
        const done = number(command.number);
        await acting.act(person, done, { kind: command.kind });
        await endFocus(place, done);
        return reply(command.kind === 'close' ? `Case ${done} is closed.` : `Case ${done} is back in the queue.`);
      }
      case 'connect':
      case 'disconnect':
        return reply(
          'Write that in a channel of your team, with an @mention of me: it is that channel I am connected to.',
        );
      case 'ask':
        return answerStaff(content(), command.text, now());
      case 'note': {
        if (place.focus === null) return reply('A note belongs to a case: "focus 1042" first.');
        await acting.act(person, place.focus, { kind: 'note', text: command.text }, key);
        return reply(`Noted in case ${place.focus}, for staff only.`);
      }
      case 'say': {
        if (place.focus === null) return reply('There is no customer here: "claim 1042" or "focus 1042" first.');
        const { removed } = await acting.act(person, place.focus, { kind: 'message', text: command.text }, key);
        const masked = removed.length ? ' A number that must not be kept was taken out before.' : '';
        return reply(`✔ Sent to the customer of case ${place.focus}.${masked}`);
      }
    }
  }

  async function here(person: Staff): Promise<TeamsReply> {
    const dutyUntil = dutyEnd(content(), person, now());
    await storage.changeStaff(person.id, { available: true, dutyUntil });
    return reply(
      dutyUntil === null
        ? 'Your office is closed now. You are on duty while the console is open, here only in its hours.'
        : 'You are on duty until you write "away", or until your office closes.',
    );
  }

  async function queue({ office }: Staff): Promise<TeamsReply> {
    const waiting = (await storage.cases({ status: ['waiting'] }, 1_000)).reverse();
    const theirs = waiting.filter((one) => office === null || one.office === null || one.office === office);
    if (theirs.length === 0) return reply('Nobody waits.');
    return list(theirs, `**${theirs.length} ${theirs.length === 1 ? 'waits' : 'wait'}**, the longest first:`, 'claim');
  }

  async function mine({ id }: Staff, { focus: current }: TeamsPlace): Promise<TeamsReply> {
    const held = await storage.cases({ status: ['claimed'], owner: id }, 100);
    if (held.length === 0) return reply('You have no case.');
    const words = current === null ? '' : ` What you write here goes to the customer of ${current}.`;
    return list(held, `**You have ${held.length === 1 ? 'one case' : `${held.length} cases`}.**${words}`, 'focus');
  }

  function list(cases: Case[], above: string, verb: string): TeamsReply {
    const lines = cases.slice(0, MOST_LISTED).map((one) => `- ${describeCase(content(), one, now())}`);
    const more = cases.length > MOST_LISTED ? [`- and ${cases.length - MOST_LISTED} more: see the console`] : [];
    const buttons = cases.slice(0, MOST_BUTTONS).map((one): [string, string] => {
      const words = `${verb} ${one.number}`;
      return [words, words];
    });
    return reply([above, ...lines, ...more].join('\n'), buttons);
  }

  async function claim(person: Staff, place: TeamsPlace, wanted: number): Promise<TeamsReply> {
    const done = await acting.act(person, wanted, { kind: 'claim' });
    await showHere(place, done.case);
    return speaking(wanted, `You have case ${wanted}.`);
  }

  async function focus(person: Staff, place: TeamsPlace, wanted: number): Promise<TeamsReply> {
    const found = await storage.case(wanted);
    if (!found) throw new UnknownCase(`There is no case ${wanted}.`);
    if (found.status !== 'claimed' || found.owner !== person.id)
      return reply(`Case ${wanted} is not yours: "claim ${wanted}" first.`);
    await showHere(place, found);
    return speaking(wanted, `Case ${wanted}.`);
  }

  /** From now on what the customer writes is shown in this chat, and what is written in it goes to the customer. */
  async function showHere(place: TeamsPlace, { number: about, conversationId }: Case): Promise<void> {
    const newest = (await storage.sequences([conversationId])).get(conversationId) ?? 0;
    const sequence = Math.max(0, newest - SAID_BEFORE);
    const version = (await storage.caseEvents(about)).at(-1)?.index ?? 0;
    const shown = {
      number: about,
      place: place.id,
      conversationId,
      root: null,
      thread: place.id,
      version,
      away: false,
    };
    // The focus first: whoever takes leave of the case just now sees it.
    await storage.teams.focus(place.id, about);
    await storage.teams.keepThread({ ...shown, sequence });
  }

  async function endFocus(place: TeamsPlace, about: number): Promise<void> {
    await storage.teams.focus(place.id, null, about);
    await storage.teams.leave(about, place.id);
  }

  return { said };
}

function number(given: number | null): number {
  if (given === null) throw new UnknownCase('Which case? Write its number, as in "claim 1042".');
  return given;
}

const speaking = (about: number, first: string): TeamsReply =>
  reply(
    `${first} **What you write here now goes to its customer.** Each time I say that it was sent. ` +
      '"note ..." stays with staff, "ask ..." asks me, "stop" ends writing to the customer.',
    [
      [`close ${about}`, `close ${about}`],
      ['stop', 'stop'],
    ],
  );

function help(focus: number | null): TeamsReply {
  const where =
    focus === null
      ? 'You are writing to me alone: ask me anything about refunds.'
      : `**What you write goes to the customer of case ${focus}.**`;
  const lines = [
    '**queue**: who waits; **mine**: what you have',
    '**claim 1042**, **release 1042**, **close 1042**',
    '**focus 1042**: write to the customer of a case of yours; **stop**: no longer',
    '**say ...** to the customer, **note ...** for staff only, **ask ...** me, whatever is in focus',
    '**here**, **away**: whether you are on duty',
    'In a channel, for leads: **connect newark** shows the cases of an office there, **disconnect newark** ends it',
  ];
  return reply([where, ...lines.map((line) => `- ${line}`)].join('\n'));
}
