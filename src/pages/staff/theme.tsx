// The colours of the page: those of Teams inside Teams, else light or dark as the device asks.
/** @jsxImportSource react */
import {
  FluentProvider,
  type Theme,
  teamsDarkTheme,
  teamsHighContrastTheme,
  teamsLightTheme,
  webDarkTheme,
  webLightTheme,
} from '@fluentui/react-components';
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { joinTeams, type TeamsTheme } from './teams.ts';

const dark = window.matchMedia('(prefers-color-scheme: dark)');
const inTeams: Record<TeamsTheme, Theme> = {
  default: teamsLightTheme,
  dark: teamsDarkTheme,
  contrast: teamsHighContrastTheme,
};

function followDevice(changed: () => void): () => void {
  dark.addEventListener('change', changed);
  return () => dark.removeEventListener('change', changed);
}

/** Puts the colours around everything; a device with colours of its own (forced colors) keeps those. */
export function Themed({ children }: { children: ReactNode }) {
  const isDark = useSyncExternalStore(followDevice, () => dark.matches);
  const [teams, setTeams] = useState<TeamsTheme>();
  useEffect(() => void joinTeams().then((host) => host?.themed(setTeams)), []);
  const theme = teams ? inTeams[teams] : isDark ? webDarkTheme : webLightTheme;
  const isLight = theme === webLightTheme || theme === teamsLightTheme;
  // The browser's own parts, as scroll bars, follow.
  useEffect(() => {
    document.documentElement.style.colorScheme = isLight ? 'light' : 'dark';
    document.documentElement.dataset.theme = teams === 'contrast' ? 'contrast' : isLight ? 'light' : 'dark';
  }, [teams, isLight]);
  return (
    <FluentProvider theme={theme} className="provider">
      {children}
    </FluentProvider>
  );
}
