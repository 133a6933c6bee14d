// A conversation as text that people read and tests replay: `npm run chat` writes it, test/conversations holds it.
import type { Reply } from '../rules/activity.ts';

/** The clock of a transcript; a day as YYYY-MM-DD, a time as HH:MM. */
export interface Moment {
  day: string;
  time: string;
  zone: string;
}

export interface Transcript {
  /** The first comment: what this conversation shows. */
  name: string;
  /** The folder with content of its own, or null for the product's. */
  content: string | null;
  lines: (
    | ({ what: 'at'; raw: string } & Moment)
    /** `pressed` is a button of the page, which says its action. */
    | { what: 'customer'; text: string; pressed: boolean }
    | { what: 'staff'; name: string; text: string }
    /** So many minutes others waited for this office at this hour, in weeks before. */
    | { what: 'waits'; raw: string; office: string; minutes: number[] }
    | { what: 'gap' }
  )[];
}

/** Holds the conversation: each gives what the bot said then, or why it was refused. */
export interface Players {
  /** The customer types, or presses the button of this text. */
  customer(text: string, pressed: boolean, at: Moment): Promise<Reply[]>;
  /** "claims", "releases", "closes", "reopens", "transfers to X", "notes: X", "comes on duty at X", "goes off duty", or words. */
  staff(name: string, text: string, at: Moment): Promise<Reply[] | string>;
  /** The clock moves, and what is due by then happens. */
  wait(at: Moment): Promise<Reply[]>;
  waits(office: string, minutes: number[], at: Moment): Promise<void>;
}

const atPattern = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) (\S+)$/;
const start: Moment = { day: '2026-03-03', time: '10:00', zone: 'America/New_York' };

/** Reads a transcript; what the bot said is left out, since replaying gives it again. */
export function parseTranscript(text: string, file: string): Transcript {
  const transcript: Transcript = { name: '', content: null, lines: [] };
  for (const [index, line] of text.replace(/\r\n/g, '\n').trimEnd().split('\n').entries()) {
    const wrong = (what: string) => new Error(`${file}:${index + 1}: ${what}`);
    if (line.startsWith('#')) {
      transcript.name ||= line.replace(/^#\s*/, '');
      continue;
    }
    if (line === '' || line === '.') {
      if (transcript.lines.length > 0 && transcript.lines.at(-1)?.what !== 'gap')
        transcript.lines.push({ what: 'gap' });
      continue;
    }
    if (/^bot( \(changed\))?:|^ {2}/.test(line)) continue;
    const staff = /^staff \(([^)]+)\): ?(.*)$/.exec(line);
    const [, key, value = ''] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (staff) transcript.lines.push({ what: 'staff', name: staff[1] ?? '', text: staff[2] ?? '' });
    else if (key === 'customer') {
      const [, button] = /^\[(.+)\]$/.exec(value) ?? [];
      transcript.lines.push({ what: 'customer', text: button ?? value, pressed: button !== undefined });
    } else if (key === 'content') transcript.content = value;
    else if (key === 'waits') {
      const [office = '', ...minutes] = value.split(' ');
      transcript.lines.push({ what: 'waits', raw: value, office, minutes: minutes.map(Number) });
    } else if (key === 'at') {
      const [, day, time, zone] = atPattern.exec(value) ?? [];
      if (!day || !time || !zone) throw wrong(`"${value}" is no time. Write "2026-03-03 19:40 America/New_York".`);
      transcript.lines.push({ what: 'at', raw: value, day, time, zone });
    } else
      throw wrong(
        `"${line}" is no line of a transcript. Begin it with "customer:", "staff (Name):", "bot:", "at:", "waits:" or "#".`,
      );
  }
  return transcript;
}

/** What the bot said in one message: an answer stands as its entry, so that rewording it breaks no test. */
export function botLine(reply: Reply): string {
  const { kind, entry } = reply.channelData;
  const { notices } = reply.channelData as { notices?: string[] };
  const greeting = notices ? `[greeting; notices: ${notices.join(', ')}]` : '[greeting]';
  const text =
    kind === 'answer' ? `[entry: ${entry}]` : kind === 'greeting' ? greeting : reply.text.replace(/\n+/g, '\n  ');
  const titles = (reply.suggestedActions?.actions ?? []).map((action) => action.title);
  // An update takes the place of a message that was said before.
  const who = (reply.type as string) === 'messageUpdate' ? 'bot (changed)' : 'bot';
  return `${who}: ${text}${titles.length > 0 ? ` [${titles.join(' | ')}]` : ''}`;
}

/** Holds the conversation again and returns the transcript as it is now. */
export async function replay(transcript: Transcript, players: Players): Promise<string> {
  const out = [`# ${transcript.name}`, ...(transcript.content ? [`content: ${transcript.content}`] : [])];
  const tell = (replies: Reply[]) => out.push(...replies.map(botLine));
  let at = start;
  for (const line of transcript.lines) {
    if (line.what === 'gap') out.push('');
    else if (line.what === 'at') {
      at = line;
      out.push(`at: ${line.raw}`);
      tell(await players.wait(at));
    } else if (line.what === 'waits') {
      out.push(`waits: ${line.raw}`);
      await players.waits(line.office, line.minutes, at);
    } else if (line.what === 'staff') {
      out.push(`staff (${line.name}): ${line.text}`);
      const said = await players.staff(line.name, line.text, at);
      if (typeof said === 'string') out.push(`  refused: ${said}`);
      else tell(said);
    } else {
      out.push(`customer: ${line.pressed ? `[${line.text}]` : line.text}`);
      tell(await players.customer(line.text, line.pressed, at));
    }
  }
  return `${out.join('\n').trimEnd()}\n`;
}
