// Microsoft Teams around the page: its library is loaded only where something frames the page.

export type TeamsTheme = 'default' | 'dark' | 'contrast';

export interface Teams {
  /** Calls back with the theme of Teams, now and whenever it changes. */
  themed(listener: (theme: TeamsTheme) => void): void;
  /** A token of who uses Teams, for this app; rejects where Teams gives none. */
  token(): Promise<string>;
  /** The case that a link in Teams leads to. */
  number: number | null;
  /** Tells Teams that the page is there, or that it cannot be: then Teams shows these words in its place. */
  ready(): void;
  failed(words: string): void;
}

let joined: Promise<Teams | null> | undefined;

/** Teams, or null where the page stands by itself or in another frame. */
export function joinTeams(): Promise<Teams | null> {
  joined ??= window.parent === window ? Promise.resolve(null) : import('./teams-host.ts').then((host) => host.greet());
  return joined;
}

/** Whether the page may be inside Teams. */
export const isFramed = (): boolean => window.parent !== window;
