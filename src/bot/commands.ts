// The commands a customer may type as a whole message, in the words people use.

export type Command =
  | { name: 'person' | 'help' | 'stop' | 'restart' | 'status' | 'continue' | 'trouble' | 'none' }
  | { name: 'back'; steps: number }
  | { name: 'start'; guide: string };

const person =
  /^(a |an |the |some |real |live |human |actual |another )*(person|human|humans|human being|someone|somebody|agent|representative|rep|operator|staff|support|people|advisor|specialist)( please| now)*$/;
const reach =
  /^(hi |hello |hey )?(please |can you |could you |would you |can i |could i |may i |i want to |i need to |i would like to |id like to |i have to |i must |i wanna |let me |how do i |how can i |is it possible to )*(talk|speak|connect|chat|get|transfer|put|pass|reach|contact|hand|give|switch|see|need|want|have)( me| us)?( over| through| on)?( to| with| in touch with)? (.*)$/;
const need = /^(i |we )(really |just )?(need|want|would like|demand|prefer) (.*)$/;

const words: [RegExp, Command['name']][] = [
  [/^(help|help me|i need help|can you help me|menu|options|main menu|show menu|what can you do|\?)$/, 'help'],
  [/^(cancel|stop|quit|exit|pause|later|not now|come back later|stop here|end|leave|abort|finish later)$/, 'stop'],
  [/^(start over|restart|start again|begin again|reset|from the beginning|start from the beginning)$/, 'restart'],
  [
    /^(status|where am i|where was i|where are we|where were we|progress|which step|what step am i on|where did i stop)$/,
    'status',
  ],
  [/^(continue|go on|carry on|resume|keep going|proceed)$/, 'continue'],
  [/^(trouble|problem|something went wrong|it does not work|this does not work)$/, 'trouble'],
  [/^(none of these|none|neither|none of them|something else)$/, 'none'],
];

const numbers: Record<string, number> = { one: 1, two: 2, three: 3, four: 4, five: 5, twice: 2, once: 1 };

/** No command is longer, however politely it is put. */
const longest = 150;

/** The command that this whole message is, or null. A leading slash is allowed everywhere. */
export function commandOf(text: string): Command | null {
  if (text.length > longest) return null;
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/^\//, '')
    .replace(/['’]/g, '')
    .replace(/[.!,]+/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/(.)\?+$/, '$1')
    .replace(/^please | please$/g, '')
    .trim();
  const start = /^start (?:the )?(?:guide )?([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(plain);
  if (start?.[1] && start[1] !== 'over' && start[1] !== 'again') return { name: 'start', guide: start[1] };
  const back =
    /^(?:go |take me |one )?(?:step )?(?:back|previous|previous step|undo)(?: (\d+|[a-z]+))?(?: steps?)?$/.exec(plain);
  if (back) {
    const steps = back[1] === undefined ? 1 : (numbers[back[1]] ?? Number(back[1]));
    if (Number.isInteger(steps) && steps > 0) return { name: 'back', steps };
  }
  for (const [pattern, name] of words) if (pattern.test(plain)) return { name } as Command;
  const object = reach.exec(plain)?.[7] ?? need.exec(plain)?.[4] ?? plain;
  if (person.test(object.replace(/^(to )?(talk|speak|chat) (to|with) /, ''))) return { name: 'person' };
  return null;
}
