// Microsoft Teams around the page: its library is loaded only where something frames the page.

export type TeamsTheme = 'default' | 'dark' | 'contrast';

/** Inside Teams, calls `themed` with its theme, now and whenever it changes. */
export async function joinTeams(themed: (theme: TeamsTheme) => void): Promise<void> {
  if (window.parent === window) return;
  const { greetTeams } = await import('./teams-host.ts');
  await greetTeams(themed);
}
