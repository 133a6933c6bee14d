// The commands a customer may type as a whole message, in the words people use.

export type Command =
  | { name: 'person' | 'help' | 'stop' | 'restart' | 'status' | 'continue' | 'trouble' | 'none' | 'message' }
  | { name: 'queue' | 'wait' | 'leave-queue' }
  | { name: 'back'; steps: number }
  | { name: 'start'; guide: string }
  | { name: 'case'; number: number | null }
  | { name: 'other-place' };

const person =
  /^(a |an |the |your |our |one of |some |any |real |live |human |actual |another )*(person|human|humans|human being|someone|somebody|agent|representative|rep|operator|staff|support|people|advisor|specialist)( please| now)*$/;
/** The same in Spanish: whoever knows no other word reaches a person too. */
const persona =
  /^(por favor )?((quiero|quisiera|necesito|puedo|me gustaria|deseo) )?((hablar|comunicarme|chatear) con )?((una?|el|la|algun) )?(persona|humano|agente|representante|alguien|asesor|operador)( (real|humana|por favor))*$/;
const reach =
  /^(hi |hello |hey )?(please |can you |could you |would you |can i |could i |may i |i want to |i need to |i would like to |id like to |i have to |i must |i wanna |let me |how do i |how can i |is it possible to )*(talk|speak|connect|chat|get|transfer|put|pass|reach|contact|hand|give|switch|see|need|want|have)( me| us)?( over| through| on)?( to| with| in touch with)? (.*)$/;
const need = /^(i |we )(really |just )?(need|want|would like|demand|prefer) (.*)$/;

const asksAfter =
  /^(what about|what is|whats|what happened|how about|how is|hows|where is|wheres|any|news|update|is there|check|show|see|status|state|the|of|on|to|with|about|for|me|anything new|did you get|did you receive|did (?:you|somebody|someone|anybody|anyone) read|has (?:somebody|someone|anybody|anyone) read| )*$/;
const ownCase =
  /^(.*?)\b(?:(my|our) )?(case|ticket|message)s?(?: number| no| nr)?(?: #?(\d{1,9}))?( doing| going| status| yet)?$/;
const otherPlace =
  /^(i am|im|we are|were|i live|i moved|we moved)( now)? (in|to) (another|a different|an other) (state|place|zip|city|area)$|^(change|wrong|another|other|not my|a different) (the |my )?office$|^that is not my office$|^this is not my office$/;

const words: [RegExp, Command['name']][] = [
  [/^(help|help me|i need help|can you help me|menu|options|main menu|show menu|what can you do|\?)$/, 'help'],
  [/^((your|the) )?(contacts|contact details|phone numbers)$/, 'person'],
  [/^(cancel|stop|quit|exit|pause|later|not now|come back later|stop here|end|leave|abort|finish later)$/, 'stop'],
  [/^(start over|restart|start again|begin again|reset|from the beginning|start from the beginning)$/, 'restart'],
  [
    /^(status|where am i|where was i|where are we|where were we|progress|which step|what step am i on|where did i stop)$/,
    'status',
  ],
  [/^(continue|go on|carry on|resume|keep going|proceed)$/, 'continue'],
  [/^(trouble|problem|something went wrong|it does not work|this does not work)$/, 'trouble'],
  [
    /^(i (want|would like) to )?(leave|write|send)( you| us)?( a| my)? message( for you| for the office| to (the|your) office)?$|^go on with (my|your|the) message$/,
    'message',
  ],
  [
    /^((where|what place) (am|are) (i|we) in (the |your )?(queue|line)|(what is |whats )?(my|our) (place|position|spot) in (the )?(queue|line)|(my )?queue|am i still in (the )?(queue|line)|how long is (the|your) (queue|line)|how many( people| others)? (are )?(before|ahead of|in front of) me)$/,
    'queue',
  ],
  // Elsewhere this may be about the refund.
  [
    /^((what is |whats )?(my|our) (place|position|spot|turn)|am i next|when is it my turn|how long (is|will) (the|my) wait( be)?|how long (do|must|will) i (still )?(have to |need to )?wait)$/,
    'wait',
  ],
  [
    /^(i (want|would like) to )?(leave|exit|quit|get out of|drop out of) (the |this |your )?(queue|line)$/,
    'leave-queue',
  ],
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
  const [, before = '', whose, , number] = ownCase.exec(plain.replace(/\s*#\s*/g, ' ')) ?? [];
  if ((whose || number) && asksAfter.test(before)) return { name: 'case', number: number ? Number(number) : null };
  if (otherPlace.test(plain)) return { name: 'other-place' };
  for (const [pattern, name] of words) if (pattern.test(plain)) return { name } as Command;
  const object = reach.exec(plain)?.[7] ?? need.exec(plain)?.[4] ?? plain;
  if (persona.test(plain.normalize('NFD').replace(/\p{M}|[¡¿]/gu, ''))) return { name: 'person' };
  if (person.test(object.replace(/^(to )?(talk|speak|chat) (to|with) /, ''))) return { name: 'person' };
  return null;
}
