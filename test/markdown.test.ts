// Markdown that nobody writes by hand: whatever a message holds, it is drawn, and soon.
import { drawMarkdown } from '../src/pages/markdown.ts';

const draw = (text: string) =>
  drawMarkdown<string>(text, (type, _, ...inside) => `<${type}>${inside.flat().join('')}</${type}>`).join('');

test.each([
  ['quotes', `${'>'.repeat(8000)}deep`],
  ['lists', `${'- '.repeat(4000)}deep`],
  ['emphasis', `${'*a **b '.repeat(1000)}deep${' b** a*'.repeat(1000)}`],
])('%s in one another, thousands deep, end in their words', (_, text) => {
  const drawn = draw(text);
  expect(drawn).toContain('deep');
  expect(drawn.match(/<(blockquote|li|em|strong)>/g)?.length).toBeLessThanOrEqual(20);
});

test('twenty deep is drawn, and what is deeper keeps its words', () => {
  expect(draw(`${'> '.repeat(18)}a **b**`)).toMatch(/<blockquote><p>a <strong>b<\/strong><\/p><\/blockquote>/);
  expect(draw(`${'> '.repeat(30)}a \`b\` & <i>c</i>`)).toMatch(/<blockquote>a b & <i>c<\/i><\/blockquote>/);
});
