// Speaks to Microsoft Teams, or finds out that what frames the page is something else.
import { app } from '@microsoft/teams-js';
import type { TeamsTheme } from './teams.ts';

/** A frame that has not answered within this time is not Teams. */
const ANSWER_MS = 5_000;

/** Tells Teams that the page is there, and calls `themed` with the theme of Teams now and whenever it changes. */
export async function greetTeams(themed: (theme: TeamsTheme) => void): Promise<void> {
  const tell = (theme: string) => themed(theme === 'dark' || theme === 'contrast' ? theme : 'default');
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no answer')), ANSWER_MS));
  try {
    await Promise.race([app.initialize(), late]);
    app.registerOnThemeChangeHandler(tell);
    tell((await app.getContext()).app.theme);
    app.notifySuccess();
  } catch {
    // Another page of this server frames the console: then it looks as it does by itself.
  }
}
