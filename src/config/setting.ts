// What a setting is, and the values that several of them may have.
import { Wrong } from './wrong.ts';

export interface Setting<T> {
  meaning: string;
  /** In words, for the settings table. */
  fallback: string;
  /** True where a value must never be repeated. */
  secret?: true;
  /** Reads what was set, or undefined where nothing was; throws `Wrong`. */
  read: (text: string | undefined, project: string) => T;
}

/** One of these words. */
export function oneOf<T extends string>(values: readonly T[], fallback: T) {
  return (text?: string): T => {
    if (text === undefined) return fallback;
    const value = values.find((known) => known === text);
    if (!value) throw new Wrong(`is not known. Use one of: ${values.join(', ')}.`);
    return value;
  };
}

/** `on` or `off`; null where nothing is set. */
export function onOrOff(text?: string): boolean | null {
  return text === undefined ? null : oneOf(['on', 'off'] as const, 'off')(text) === 'on';
}

/** Any text, or null. */
export const asItIs = (text?: string): string | null => text ?? null;
