// Signs in by the link's code, which leaves the address at once, or by Teams, and keeps the token on this device.
import { dropAll, keep, read } from './keep.ts';
import { createRequests, Refused, signIn } from './requests.ts';

const TOKEN = 'token';
const PERSON = 'person';

/** The token of who is signed in on this device. */
export const tokenHere = (): string | undefined => read<string>(TOKEN);

/** Takes the code out of the address and out of the history; undefined where there is none. */
export function takeCode(): string | undefined {
  const url = new URL(window.location.href);
  const code = url.searchParams.get('code') ?? undefined;
  if (code === undefined) return undefined;
  url.searchParams.delete('code');
  window.history.replaceState(null, '', url.pathname + url.search + url.hash);
  return code;
}

/** Trades the code for a token; resolves with words where that came to nothing. */
export async function tradeCode(code: string): Promise<string | undefined> {
  try {
    keepPerson(await signIn({ code }));
    return undefined;
  } catch (error) {
    if (error instanceof Refused && error.status < 500 && error.status !== 429) return error.message;
    return 'The server did not answer. Your link is still good: open it again in a moment.';
  }
}

/** Trades a token of Teams, with the code of an invitation where this is the first time; throws `Refused`. */
export async function tradeTeamsToken(teamsToken: string, code?: string): Promise<void> {
  keepPerson(await signIn({ teamsToken, code }));
}

function keepPerson({ token, id }: { token: string; id: string }): void {
  // What somebody else wrote here is not for this person; what the same person wrote goes on.
  if (read(PERSON) !== id) dropAll();
  keep(PERSON, id);
  keep(TOKEN, token);
}

/** The code in what somebody pasted: the whole link, or the code alone. */
export function codeIn(text: string): string | undefined {
  return /^(?:.*[?&]code=)?([\w-]{43})$/.exec(text.trim())?.[1];
}

/** The token is no longer good; drafts and messages that wait stay for when the same person comes back. */
export function forgetToken(): void {
  keep(TOKEN, undefined);
}

/** Leaves this device: the token is no longer good anywhere, drafts and settings are gone. */
export async function leave(): Promise<void> {
  const token = tokenHere();
  dropAll();
  // Where the server is away the token ends by itself.
  if (token)
    await createRequests(token)
      .signOut()
      .catch(() => {});
}
