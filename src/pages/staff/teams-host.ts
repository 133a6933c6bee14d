// Speaks to Microsoft Teams, or finds out that what frames the page is something else.
import { app, authentication } from '@microsoft/teams-js';
import type { Teams, TeamsTheme } from './teams.ts';

/** A frame that has not answered within this time is not Teams. */
const ANSWER_MS = 5_000;

/** Teams as it answers; null where another page of this server frames the console, which then looks as it does by itself. */
export async function greet(): Promise<Teams | null> {
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no answer')), ANSWER_MS));
  const context = await Promise.race([app.initialize().then(() => app.getContext()), late]).catch(() => null);
  if (!context) return null;
  const listeners = new Set<(theme: TeamsTheme) => void>();
  let theme = themeOf(context.app.theme);
  app.registerOnThemeChangeHandler((name) => {
    theme = themeOf(name);
    for (const listener of listeners) listener(theme);
  });
  const subPage = context.page?.subPageId ?? '';
  return {
    themed(listener) {
      listeners.add(listener);
      listener(theme);
    },
    token: () => authentication.getAuthToken(),
    number: /^\d{1,15}$/.test(subPage) ? Number(subPage) : null,
    ready: () => app.notifySuccess(),
    failed: (message) => app.notifyFailure({ reason: app.FailedReason.AuthFailed, message }),
  };
}

const themeOf = (name: string): TeamsTheme => (name === 'dark' || name === 'contrast' ? name : 'default');
