// A whole server whose staff are in Microsoft Teams, for tests: people who write and press, with JWTs, in chats and channels.
import { request } from './direct-line-client.ts';
import { APP, entraEnv, openEntra, TENANT } from './entra.ts';
import { openKeyServer } from './key-server.ts';
import { addStaff } from './staff.ts';
import { openTeams, type Posted, type TeamsOffice } from './teams-office.ts';
import { startTestServer, type TestServer } from './test-server.ts';

type Options = NonNullable<Parameters<typeof startTestServer>[0]>;

export interface TeamsDesk extends TestServer {
  office: TeamsOffice;
  /** One more server for the same bot; it stops with the desk. */
  node(options: Options): Promise<TestServer>;
  /** Somebody of the tenant; staff where a name of the staff is given as `is`. */
  person(objectId: string, more?: { tenant?: string }): TeamsPerson;
  /** Invites somebody and binds their account, as the tab does. */
  staff(name: string, more?: { office?: string | null; role?: 'staff' | 'lead' }): Promise<TeamsPerson>;
  closeAll(): Promise<void>;
}

export interface TeamsPerson {
  chatId: string;
  /** Sends any activity, signed by the connector; `to` is one of several servers. */
  send(activity: object, to?: { url: string }): Promise<{ status: number; body: unknown }>;
  /** Writes to the bot in the chat; resolves with what the bot answers. */
  say(text: string, more?: object): Promise<string>;
  /** What the bot has said in the chat. */
  heard(): string[];
  /** Writes in the channel, or below a card; resolves with what the bot answers, which is nothing without a mention of it. */
  inChannel(
    text: string,
    more?: { channel?: string; thread?: string; isMention?: boolean; to?: { url: string } },
  ): Promise<string>;
  /** Presses a button of the card, with what was put in; resolves with what Teams shows in its place. */
  press(card: Posted, verb: string, inputs?: object, to?: { url: string }): Promise<{ status: number; text: string }>;
}

/** The channel in which everybody writes who names no other one. */
export const CHANNEL = '19:newark@thread.tacv2';

const CONNECTOR = 'connector-key';
let count = 0;

/** A whole server whose staff are in Teams, with JWTs both ways. */
export async function openTeamsDesk(options: Options = {}): Promise<TeamsDesk> {
  const [office, entra, keys] = await Promise.all([openTeams(), openEntra(), openKeyServer()]);
  await keys.publish(CONNECTOR, ['msteams']);
  const nodes: TestServer[] = [];
  async function node(more: Options): Promise<TestServer> {
    const started = await startTestServer({
      ...more,
      env: {
        ...entraEnv,
        MICROSOFT_APP_ID: APP,
        MICROSOFT_APP_PASSWORD: 'x',
        MICROSOFT_APP_TENANT_ID: TENANT,
        ...more.env,
      },
      entraOpenIdUrl: entra.openIdUrl,
      botAuthentication: {
        openIdUrl: keys.openIdUrl,
        credentials: {
          isValidAppId: async () => true,
          isAuthenticationDisabled: async () => false,
          createCredentials: async () => ({ signRequest: async (request: unknown) => request }),
        } as never,
      },
    });
    nodes.push(started);
    return started;
  }
  const server = await node(options);

  function person(objectId: string, { tenant = TENANT } = {}): TeamsPerson {
    const chatId = `a:chat-of-${objectId}`;
    const send: TeamsPerson['send'] = async (activity, to = server) => {
      const seconds = Math.floor(Date.now() / 1000);
      const claims = {
        iss: 'https://api.botframework.com',
        aud: APP,
        serviceurl: office.url,
        nbf: seconds - 10,
        exp: seconds + 3600,
      };
      const body = {
        channelId: 'msteams',
        serviceUrl: office.url,
        timestamp: new Date().toISOString(),
        from: { id: `29:${objectId}`, name: objectId, aadObjectId: objectId },
        recipient: { id: `28:${APP}`, name: 'Refund desk' },
        conversation: { conversationType: 'personal', tenantId: tenant, id: chatId },
        channelData: { tenant: { id: tenant } },
        ...activity,
      };
      const token = await keys.sign(CONNECTOR, claims);
      const { status, body: answered } = await request(`${to.url}/api/messages`, 'POST', { body, token });
      return { status, body: answered };
    };
    return {
      chatId,
      send,
      async say(text, more = {}) {
        const id = `said-${++count}`;
        const { status } = await send({ type: 'message', id, text, ...more });
        if (status !== 200) throw new Error(`The bot answered ${status}.`);
        return String((await office.until(({ activity }) => activity.replyToId === id)).activity.text);
      },
      heard: () => office.inThread(chatId).map(({ activity }) => String(activity.text)),
      async inChannel(text, { channel = CHANNEL, thread, isMention = true, to } = {}) {
        const id = `in-channel-${++count}`;
        const mention = { type: 'mention', text: '<at>Refund desk</at>', mentioned: { id: `28:${APP}` } };
        const activity = {
          type: 'message',
          id,
          text: isMention ? `<at>Refund desk</at> ${text}` : text,
          entities: isMention ? [mention] : [],
          conversation: {
            conversationType: 'channel',
            isGroup: true,
            tenantId: tenant,
            id: thread ?? `${channel};messageid=${++count}`,
          },
          channelData: { tenant: { id: tenant }, channel: { id: channel }, team: { id: 'team' } },
        };
        const { status } = await send(activity, to);
        if (status !== 200) throw new Error(`The bot answered ${status}.`);
        if (!isMention) return '';
        return String((await office.until((post) => post.activity.replyToId === id)).activity.text);
      },
      async press(card, verb, inputs = {}, to) {
        const pressed = JSON.stringify(card.activity.attachments?.[0]?.content);
        const [, data] = new RegExp(`"verb":"${verb}"[^{}]*"data":(\\{[^}]*\\})`).exec(pressed) ?? [];
        const activity = {
          type: 'invoke',
          id: `press-${++count}`,
          name: 'adaptiveCard/action',
          conversation: { conversationType: 'channel', isGroup: true, id: card.thread },
          value: {
            action: { type: 'Action.Execute', verb, data: { ...JSON.parse(data ?? '{}'), ...inputs } },
            trigger: 'manual',
          },
        };
        const { status, body } = await send(activity, to);
        return { status, text: JSON.stringify(body) };
      },
    };
  }

  return {
    ...server,
    office,
    node,
    person,
    async staff(name, more = { office: 'newark' }) {
      const objectId = `oid-${name.toLowerCase()}`;
      const { id } = await addStaff(server.storage, name, Date.now(), more);
      const account = { tenantId: TENANT, objectId, by: 'invitation', isGuest: false } as const;
      await server.storage.bindEntra(id, account, Date.now());
      return person(objectId);
    },
    async closeAll() {
      await Promise.all(nodes.map((one) => one.stop()));
      await Promise.all([office.close(), entra.close(), keys.close()]);
    },
  };
}
