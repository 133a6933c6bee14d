// The settings of the tag, read from its attributes; what is wrong is told in the console, and the chat works without it.
import { isColour, textOn } from './colours.ts';
import type { Colours } from './frame-messages.ts';

export interface TagSettings {
  side: 'left' | 'right';
  colours: Colours;
  /** Only where the website has colours of its own. */
  accent?: Colours;
  label?: string;
  greeting?: string;
  guide?: string;
  language?: string;
  identity?: string;
}

const MOST_LABEL = 40;
const MOST_GREETING = 160;

/** The server writes the broker's colours here, light and dark. */
const BROKER = '{broker colours}'.split(' ');

/** Says what is wrong and what to do. */
export function warn(words: string): void {
  console.warn(`ACE refund desk: ${words}`);
}

/** Reads the attributes of the tag. */
export function readSettings({ dataset }: HTMLElement): TagSettings {
  const { position = 'right', language, guide, identity } = dataset;
  const isSide = position === 'left' || position === 'right';
  if (!isSide) warn(`data-position="${position}" is not known. Write "left" or "right".`);
  const isLanguage = !language || /^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i.test(language);
  if (!isLanguage) warn(`data-language="${language}" is not a language. Write a code, as in "es" or "en-US".`);
  const [light = '', dark = light] = BROKER.filter(isColour);
  const colours = light ? { light, dark } : { light: '#274c77', dark: '#274c77' };
  const accent = readAccent(dataset);
  return {
    side: isSide ? position : 'right',
    colours: accent ?? colours,
    accent,
    label: readText('data-label', dataset.label, MOST_LABEL),
    greeting: readText('data-greeting', dataset.greeting, MOST_GREETING),
    guide: guide || undefined,
    language: isLanguage ? language || undefined : undefined,
    identity: identity || undefined,
  };
}

function readAccent({ accent, accentDark }: DOMStringMap): Colours | undefined {
  const light = readColour('data-accent', accent);
  const dark = readColour('data-accent-dark', accentDark);
  if (dark && !light) warn('data-accent-dark stands alone. Set data-accent, too.');
  return light ? { light, dark: dark ?? light } : undefined;
}

function readColour(name: string, written: string | undefined): string | undefined {
  if (!written) return undefined;
  if (!isColour(written)) warn(`${name}="${written}" is not a colour. Write it as in "#0b4f8a".`);
  else if (textOn(written)) return written;
  else warn(`${name}="${written}" is not taken: no text can be read on it. Make it darker or lighter.`);
  return undefined;
}

function readText(name: string, written: string | undefined, most: number): string | undefined {
  const text = written?.trim();
  if (!text || text.length <= most) return text || undefined;
  warn(`${name} has ${text.length} characters. Write at most ${most}.`);
  return undefined;
}
