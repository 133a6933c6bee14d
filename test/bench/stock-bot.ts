// The peer: a stock botbuilder and restify echo bot with conversation state in memory, as the SDK's samples build it.
import { CloudAdapter, ConfigurationBotFrameworkAuthentication, ConversationState, MemoryStorage } from 'botbuilder';
import restify from 'restify';

const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
adapter.onTurnError = async (context, error) => {
  console.error(error);
  await context.sendActivity('The bot encountered an error or bug.');
};
const conversationState = new ConversationState(new MemoryStorage());
const counter = conversationState.createProperty<{ turns: number }>('counter');

const server = restify.createServer({ name: 'stock-bot' });
server.use(restify.plugins.bodyParser());
server.post('/api/messages', async (request, response) => {
  await adapter.process(request, response, async (context) => {
    if (context.activity.type !== 'message') return;
    const count = await counter.get(context, { turns: 0 });
    count.turns++;
    await context.sendActivity(`${count.turns}: you said "${context.activity.text}"`);
    await conversationState.saveChanges(context);
  });
});
server.listen(0, '127.0.0.1', () => {
  console.log(`stock bot at http://127.0.0.1:${server.address().port}`);
});
