// Checks the tokens with which Bot Framework connectors sign their requests, against the keys that Microsoft publishes.
import { errors, type JWTPayload } from 'jose';
import { Refusal } from '../http.ts';
import { createPublishedKeys } from './published-keys.ts';

const OPEN_ID = 'https://login.botframework.com/v1/.well-known/openidconfiguration';
const ISSUER = 'https://api.botframework.com';

export interface ConnectorTokens {
  /** What the token claims; throws 401, or 503 where no key can be had to check it with. */
  verify(authorization: string, from: { channelId?: unknown; serviceUrl?: unknown }): Promise<JWTPayload>;
}

/** Tokens for the bot of this app id; `openIdUrl` names other keys than Microsoft's; `now` in milliseconds since 1970. */
export function createConnectorTokens(appId: string, now: () => number, openIdUrl: string = OPEN_ID): ConnectorTokens {
  const keys = createPublishedKeys(openIdUrl, now);
  return {
    async verify(authorization, { channelId, serviceUrl }) {
      const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization) ?? [];
      if (!token) throw refused('it carries no token');
      const { payload, key } = await keys.verify(token, { issuer: ISSUER, audience: appId }).catch((error) => {
        if (error instanceof errors.JOSEError) throw refused(error.code);
        throw error;
      });
      if (payload.serviceurl !== serviceUrl) throw refused('its token is for another "serviceUrl"');
      const { endorsements } = (key ?? {}) as { endorsements?: unknown };
      if (Array.isArray(endorsements) && endorsements.length > 0 && !endorsements.includes(channelId))
        throw refused('its key does not speak for this channel');
      return payload;
    },
  };
}

const refused = (why: string) => new Refusal(401, 'BadArgument', `This request is not signed for this bot: ${why}.`);
