// The broker's name and colours and the notices in force, as the server tells them from its content.
import type { Notice } from '../../rules/notice.ts';
import { channels, contrast, READABLE, textOn } from './colours.ts';
import type { Colours } from './frame-messages.ts';

export interface PageSettings {
  name: string;
  short_name: string;
  colour: Colours;
  privacy_url?: string;
  /** Those in force when the server was asked. */
  notices: Notice[];
}

/** What the style sheets have behind text: the least favourable of each theme, and the other end of the scale. */
const BEHIND = { light: ['#f3f5f8', '#000000'], dark: ['#1d2631', '#ffffff'] } as const;

/** An editor may write a notice at any time. */
const REFRESH_MS = 3 * 60_000;

/** Tells what the server says: now, whenever the customer comes back to the page, and every few minutes while it is seen. */
export function watchPageSettings(tell: (settings: PageSettings) => void): void {
  const ask = async () => {
    const settings = await fetchPageSettings();
    if (settings) tell(settings);
  };
  const askIfSeen = () => {
    if (document.visibilityState === 'visible') void ask();
  };
  void ask();
  window.addEventListener('focus', askIfSeen);
  document.addEventListener('visibilitychange', askIfSeen);
  setInterval(askIfSeen, REFRESH_MS);
}

/** Asks the server; undefined where it does not answer: the page works without, or with what it knew. */
async function fetchPageSettings(): Promise<PageSettings | undefined> {
  try {
    const response = await fetch('/chat/page.json');
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

/** Gives the broker's colours to the style sheets: as a ground, as text on that ground, and as ink on the page. */
export function applyColours(colour: Colours): void {
  const { style } = document.documentElement;
  for (const theme of ['light', 'dark'] as const) {
    const brand = colour[theme];
    const [page, away] = BEHIND[theme];
    style.setProperty(`--brand-${theme}`, brand);
    style.setProperty(`--on-brand-${theme}`, textOn(brand) ?? '#0d1117');
    style.setProperty(`--ink-${theme}`, readable(brand, page, away));
  }
}

/** The colour itself, or as little of it mixed away as makes it readable. */
function readable(colour: string, ground: string, away: string): string {
  for (let part = 0; part < 1; part += 0.1) {
    const mixed = mix(colour, away, part);
    if (contrast(mixed, ground) >= READABLE) return mixed;
  }
  return away;
}

function mix(colour: string, other: string, part: number): string {
  const parts = channels(colour).map((value, at) => Math.round(value * (1 - part) + (channels(other)[at] ?? 0) * part));
  return `#${parts.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
