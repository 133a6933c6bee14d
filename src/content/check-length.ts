// How much of a phone's screen a text takes: more than a screen is not read, or hides the buttons below it.
import type { Placed } from './check.ts';
import type { Entry } from './entry.ts';
import type { Guide } from './guide.ts';
import type { Report } from './parsed.ts';
import { plain } from './sentences.ts';

/** The chat on a phone of 360 by 740 pixels, measured: so many letters fit into a row, and so many rows on the screen. */
const letters = 38;
const screen = 22;
/** A list is indented by so many letters. */
const indent = 4;
/** A paragraph's distance from the next, in rows. */
const gap = 0.4;

/** Reports, as a warning, answers and steps that are longer than a phone's screen. */
export function checkLength(entries: Placed<Entry>[], guides: Placed<Guide>[], report: Report): void {
  const check = (one: Placed<unknown>, path: PropertyKey[], text: string, what: string) => {
    const rows = Math.ceil(rowsOnPhone(text));
    if (rows <= screen) return;
    const told = `${what} takes about ${rows} rows on a phone, where ${screen} are seen at once. Make it shorter, or part it.`;
    report(one.file, [...one.path, ...path], told, 'warning');
  };
  for (const entry of entries) {
    const { id, answer, es } = entry.value;
    check(entry, ['answer'], answer, `the answer of "${id}"`);
    check(entry, ['es', 'answer'], es?.answer ?? '', `the Spanish answer of "${id}"`);
  }
  for (const guide of guides) {
    guide.value.steps.forEach((step, index) => {
      check(guide, ['steps', index, 'say'], step.say, `step "${step.id}"`);
      step.choices.forEach((choice, number) => {
        const place = ['steps', index, 'choices', number, 'say'];
        check(guide, place, choice.say ?? '', `what choice "${choice.id}" of step "${step.id}" says`);
      });
    });
  }
}

/** About how many rows a Markdown text takes in the chat on a phone. */
export function rowsOnPhone(markdown: string): number {
  const blocks = markdown.trim().split(/\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s)/);
  const rows = blocks.map((block) => {
    const room = /^\s*(?:[-*+]|\d+[.)])\s/.test(block) ? letters - indent : letters;
    // The address of a link is not shown, its words are.
    return wrapped(plain(block.replace(/\]\([^)\s]+\)/g, ']').replace(/[[\]]/g, '')), room);
  });
  return rows.reduce((sum, one) => sum + one, 0) + gap * (blocks.length - 1);
}

/** How many rows the words take. */
function wrapped(text: string, room: number): number {
  let rows = 1;
  let used = 0;
  for (const word of text.trim().split(' ')) {
    if (used > 0 && used + 1 + word.length > room) {
      rows += 1;
      used = 0;
    }
    used += (used > 0 ? 1 : 0) + word.length;
    rows += Math.floor((used - 1) / room);
  }
  return rows;
}
