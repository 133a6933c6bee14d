// Which file of knowledge/ has which format; every other one there is a topic.
import { brokerSchema, matchingSchema, outOfScopeSchema, smallTalkSchema, synonymsSchema } from './broker.ts';
import { desksSchema, officesSchema } from './help.ts';
import { linkHostsSchema } from './links.ts';
import { noticesSchema } from './notices.ts';

/** Files of knowledge/ that are no topics. */
export const named = {
  broker: { file: 'broker.yaml', schema: brokerSchema },
  desks: { file: 'help-desks.yaml', schema: desksSchema },
  offices: { file: 'offices.yaml', schema: officesSchema },
  smallTalk: { file: 'small-talk.yaml', schema: smallTalkSchema },
  synonyms: { file: 'synonyms.yaml', schema: synonymsSchema },
  outOfScope: { file: 'out-of-scope.yaml', schema: outOfScopeSchema },
  matching: { file: 'matching.yaml', schema: matchingSchema },
  linkHosts: { file: 'link-hosts.yaml', schema: linkHostsSchema },
  notices: { file: 'notices.yaml', schema: noticesSchema },
};
