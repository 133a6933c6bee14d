// A message in Microsoft Teams that staff made a case: there is no conversation behind it in which anybody reads an answer.

/** The channel of such a case. */
export const MADE_IN_TEAMS = 'teams-message';

/** Whether the customer of a case that came by this channel reads what staff write in it. */
export const hasReader = (channel: string) => channel !== MADE_IN_TEAMS;
