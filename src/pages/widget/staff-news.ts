// Tells of what staff wrote while nobody looked: in the page's title, and to the website around the frame.
import { isFramed, tell } from './frame.ts';
import type { Shown } from './timeline.ts';

let titled = document.title;
let name = '';
let count = 0;

/** The page's title, as long as nothing new waits. */
export function setTitle(title: string): void {
  titled = title;
  show();
}

/** Finds the new messages of staff among all, once the conversation so far is there. */
export function createStaffNews(): (messages: Shown[], isLoaded: boolean) => void {
  let known: Set<string> | undefined;
  document.addEventListener('visibilitychange', () => {
    count = 0;
    show();
  });
  return (messages, isLoaded) => {
    if (!isLoaded) return;
    const ofStaff = messages.filter(({ by }) => by === 'staff');
    const news = known ? ofStaff.filter(({ id }) => !known?.has(id)) : [];
    known = new Set(ofStaff.map(({ id }) => id));
    if (news.length === 0) return;
    tell({ say: 'staff-wrote', count: news.length });
    if (isFramed || document.visibilityState === 'visible') return;
    count += news.length;
    name = news.at(-1)?.name ?? '';
    show();
  };
}

function show(): void {
  document.title = count > 0 ? `(${count}) ${name} wrote - ${titled}` : titled;
}
