// The routes of the staff API: who is signed in sees the queue, takes customers over, and looks things up.
import type { Logger } from 'pino';
import type { Content } from '../content/content.ts';
import type { Conversations } from '../conversation.ts';
import type { Storage } from '../storage/storage.ts';
import type { Streams } from './direct-line-stream.ts';
import { createEventStreams } from './event-streams.ts';
import type { FileLinks } from './file-links.ts';
import type { Following } from './following.ts';
import { Refusal, type RouteRow } from './http.ts';
import type { Metrics } from './metrics.ts';
import type { Origins } from './origins.ts';
import { createStaffAccess } from './staff-access.ts';
import { createStaffActions } from './staff-actions.ts';
import { createStaffAnswers } from './staff-answers.ts';
import { createStaffContent } from './staff-content.ts';
import { createStaffFeed } from './staff-feed.ts';
import { createStaffHandoffs } from './staff-handoffs.ts';
import { createStaffPeople } from './staff-people.ts';
import { watchPresence } from './staff-presence.ts';
import { watchProposals } from './staff-proposals.ts';
import type { StaffRoute } from './staff-route.ts';
import { createStaffSignIn } from './staff-sign-in.ts';
import { createStaffStream } from './staff-stream.ts';
import { createTeamsSignIn, type EntraRules } from './staff-teams-sign-in.ts';
import { createStaffUnanswered } from './staff-unanswered.ts';
import { createCaseViews } from './staff-views.ts';
import { createEntraTokens } from './tokens/entra-token.ts';
import { createTyping } from './typing.ts';
import type { TakeFiles } from './upload.ts';

export interface StaffApi {
  routes: RouteRow[];
  /** The customer of this conversation types. */
  customerTypes(conversationId: string): void;
  /** Ends the streams and what keeps them going. */
  close(): void;
}

/** `now` in milliseconds since 1970. */
export function createStaffApi(parts: {
  /** `mail` is null where no e-mail is sent, `entra` where staff do not sign in from Teams. */
  settings: { contentDir: string; mail: object | null; entra: EntraRules | null };
  /** Where Microsoft's keys for tokens of Teams are published, if not at Microsoft. */
  entraOpenIdUrl?: string;
  storage: Storage;
  conversations: Conversations;
  content: () => Content;
  origins: Origins;
  following: Following;
  sockets: Streams;
  links: FileLinks;
  takeFiles: TakeFiles;
  metrics: Metrics;
  log: Logger;
  now: () => number;
}): StaffApi {
  const { storage, content, now, metrics, log } = parts;
  const access = createStaffAccess(parts);
  const { entra } = parts.settings;
  const tokens = entra && createEntraTokens(entra, now, parts.entraOpenIdUrl);
  const teams = createTeamsSignIn({ storage, entra: entra && tokens && { ...entra, tokens } });
  const { signIn, signOut, me, changeMe } = createStaffSignIn({ ...parts, access, teams });
  const views = createCaseViews({ ...parts, isMailed: parts.settings.mail !== null });
  const streams = createEventStreams(() => feed.mark());
  const feed = createStaffFeed({ ...parts, streams, views });
  const endPresence = watchPresence({ storage, streams, log, now });
  const proposals = watchProposals({ storage, streams, log });
  const typing = createTyping({ ...parts, streams });
  const handoffs = createStaffHandoffs({ ...parts, views });
  const act = createStaffActions({ ...parts, handoffs, views, claimed: metrics.claim });
  const unanswered = createStaffUnanswered(parts);
  const people = createStaffPeople(parts);
  const changes = createStaffContent(parts);
  metrics.countStaffStreams(streams.count);

  const types: StaffRoute = async (call, person) => {
    const held = await handoffs.find(call);
    if (held.owner !== person.id || held.status !== 'claimed')
      throw new Refusal(409, 'not-yours', `Case ${held.number} is not yours.`);
    typing.staff(held, person);
    return { status: 204 };
  };

  const { signedIn } = access;
  const get = (path: string, route: StaffRoute): RouteRow => ['get', `/api/staff/${path}`, signedIn(route)];
  const post = (path: string, route: StaffRoute): RouteRow => [
    'post',
    `/api/staff/${path}`,
    signedIn(route),
    { json: true },
  ];

  return {
    routes: [
      ['post', '/api/staff/sign-in', access.open(signIn), { json: true }],
      post('sign-out', signOut),
      get('me', me),
      post('me', changeMe),
      get('people', people.people),
      get('offices', people.offices),
      get('handoffs', handoffs.list),
      get('handoffs/:id', handoffs.whole),
      get('handoffs/:id/transcript', handoffs.transcript),
      get('handoffs/:id/activities', handoffs.activities),
      post('handoffs/:id/claim', act.claim),
      post('handoffs/:id/release', act.release),
      post('handoffs/:id/transfer', act.transfer),
      post('handoffs/:id/close', act.close),
      post('handoffs/:id/reopen', act.reopen),
      post('handoffs/:id/messages', act.message),
      post('handoffs/:id/notes', act.note),
      post('handoffs/:id/confirm-email', act.confirmEmail),
      post('handoffs/:id/typing', types),
      ['post', '/api/staff/handoffs/:id/upload', signedIn(act.upload)],
      get('answers', createStaffAnswers(content, now)),
      get('unanswered', unanswered.list),
      post('unanswered/:key/done', unanswered.done),
      get('content', changes.list),
      get('content/topics', changes.topics),
      get('content/waiting', proposals.waiting),
      post('content/check', changes.check),
      post('content', changes.propose),
      post('content/:id/approve', changes.approve),
      post('content/:id/reject', changes.reject),
      post('content/:id/roll-back', changes.rollBack),
      get('stream', createStaffStream({ streams, feed })),
    ],
    customerTypes: (conversationId) =>
      void typing.customer(conversationId).catch((err) => log.debug({ err }, 'Typing could not be passed on.')),
    close() {
      endPresence();
      void proposals.stop();
      typing.close();
      feed.close();
      streams.close();
    },
  };
}
