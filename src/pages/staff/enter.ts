// How somebody comes in when the page opens: by a link, by the token on this device, or inside Teams by its sign-in.
import { go } from './place.ts';
import { Refused } from './requests.ts';
import { forgetToken, tokenHere, tradeCode, tradeTeamsToken } from './sign-in.ts';
import { isFramed, joinTeams } from './teams.ts';

/** What who is not signed in is to do, and why. */
export interface Outside {
  problem?: string;
  /** Teams knows who this is, and the desk does not yet: an invitation makes them known. */
  needsInvitation?: true;
  /** Somebody who left may come back by the account of Teams. */
  isInTeams?: true;
}

/** Whether something is to be tried before anything else is shown. */
export const mustEnter = (code: string | undefined): boolean => code !== undefined || isFramed();

/** Comes in with the code of a link, or inside Teams by its sign-in; what is left to do where that came to nothing. */
export async function enter(code?: string): Promise<Outside | undefined> {
  const teams = await joinTeams();
  if (!teams) return code === undefined ? undefined : asProblem(await tradeCode(code));
  try {
    await tradeTeamsToken(await teams.token(), code);
    if (teams.number !== null) go({ list: 'queue', number: teams.number });
    teams.ready();
    return undefined;
  } catch (error) {
    const { code: why = '', message } = error instanceof Refused ? error : { message: String(error) };
    // Another account may have been here before.
    if (error instanceof Refused && error.status < 500) forgetToken();
    else if (tokenHere()) {
      teams.ready();
      return undefined;
    }
    if (['not-invited', 'code-refused', 'already-bound'].includes(why)) {
      teams.ready();
      return { needsInvitation: true, isInTeams: true, ...(code !== undefined && { problem: message }) };
    }
    if (why === 'teams-off') {
      teams.ready();
      return asProblem(code === undefined ? undefined : await tradeCode(code));
    }
    const problem = `You could not be signed in by Teams. ${message}`;
    teams.failed(problem);
    return { problem, isInTeams: true };
  }
}

const asProblem = (problem: string | undefined): Outside | undefined => (problem ? { problem } : undefined);
