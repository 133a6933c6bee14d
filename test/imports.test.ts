// Holds the architecture against the code: who may import whom, who owns which library, and that nothing goes in circles.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

const src = join(__dirname, '..', 'src');

/** What each part may import of ours; inside a folder everything is free. */
const mayImport: Record<string, string[]> = {
  channels: ['conversation', 'handoff', 'content', 'rules', 'storage/storage'],
  conversation: ['bot', 'handoff', 'content', 'storage/storage', 'storage/in-order'],
  handoff: ['content', 'rules', 'storage/storage'],
  bot: ['content', 'rules'],
  content: ['rules'],
  pages: ['rules'],
  rules: [],
  storage: [],
  config: [],
};
const free = ['main', 'cli'];

/** The one place that knows each library. */
const owner: Record<string, string> = {
  restify: 'channels/server',
  ws: 'channels/server',
  helmet: 'channels/headers',
  jose: 'channels/tokens',
  busboy: 'channels/upload',
  'file-type': 'channels/upload',
  nodemailer: 'channels/mail',
  'prom-client': 'channels/metrics',
  'fuse.js': 'rules/typing-errors',
  'chrono-node': 'rules/typed-days',
  'csv-parse': 'rules/csv',
  luxon: 'rules/hours',
  yaml: 'content/load',
  'node:sqlite': 'storage/sqlite',
  pg: 'storage/postgres',
  botbuilder: 'channels/bot-framework',
  'botframework-connector': 'channels/bot-framework',
  commonmark: 'pages/markdown',
  preact: 'pages',
  react: 'pages/staff',
  'react-dom': 'pages/staff',
  '@fluentui/react-components': 'pages/staff',
  '@fluentui/react-icons': 'pages/staff',
  '@microsoft/teams-js': 'pages/staff',
  fflate: 'cli/teams-package',
};

/** What a pure part must not touch: a clock, chance, the network, the process. */
const impure =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bsetTimeout\(|\bsetInterval\(|\bfetch\(|\bprocess\.|\bconsole\./;

interface Import {
  from: string;
  line: number;
  name: string;
  typeOnly: boolean;
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => file.replaceAll('\\', '/'));
const text = new Map(files.map((file) => [file, readFileSync(join(src, file), 'utf8')]));

const imports = files.flatMap((file): Import[] => {
  const source = text.get(file) ?? '';
  const found = source.matchAll(
    /^(?:import|export)\s+(type\s)?[^;'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm,
  );
  return [...found].map((match) => ({
    from: file,
    line: source.slice(0, match.index).split('\n').length,
    name: match[2] ?? match[3] ?? match[4] ?? '',
    typeOnly: Boolean(match[1]),
  }));
});

/** "channels" of channels/server.ts, "conversation" of conversation.ts. */
const partOf = (file: string) => file.split('/')[0]?.replace(/\.tsx?$/, '') ?? '';
const plain = (file: string) => file.replace(/\.tsx?$/, '');
const target = ({ from, name }: Import) =>
  name.startsWith('.') ? normalize(join(dirname(from), name)).replaceAll('\\', '/') : null;

test('imports go one way', () => {
  const wrong = imports.flatMap((one) => {
    const to = target(one);
    const part = partOf(one.from);
    if (to === null || free.includes(part) || part === partOf(to)) return [];
    if (part === 'pages' && one.typeOnly) return [];
    const allowed = (mayImport[part] ?? []).some((name) => plain(to) === name || to.startsWith(`${name}/`));
    const may = mayImport[part]?.join(', ') || 'nothing of ours';
    return allowed ? [] : [`src/${one.from}:${one.line}: imports ${to}. ${part} may import ${may}.`];
  });
  expect(wrong).toEqual([]);
});

test('every file belongs to a part of the table', () => {
  const unknown = files.filter((file) => !free.includes(partOf(file)) && !(partOf(file) in mayImport));
  expect(unknown).toEqual([]);
});

test('each library is known in one place', () => {
  const wrong = imports.flatMap((one) => {
    const library = one.name.split('/', one.name.startsWith('@') ? 2 : 1).join('/');
    const place = owner[library ?? ''];
    if (!place || plain(one.from) === place || one.from.startsWith(`${place}/`)) return [];
    // Its neighbours may name its types.
    if (one.typeOnly && partOf(one.from) === partOf(place)) return [];
    return [`src/${one.from}:${one.line}: imports ${one.name}, which belongs to src/${place}.`];
  });
  expect(wrong).toEqual([]);
});

test('every library with an owner is used there', () => {
  const used = new Set(imports.map((one) => one.name));
  expect(
    Object.keys(owner).filter(
      (library) => ![...used].some((name) => name === library || name.startsWith(`${library}/`)),
    ),
  ).toEqual([]);
});

test('rules and bot have no clock, network, database or process', () => {
  const wrong = files
    .filter((file) => /^(rules|bot)\//.test(file))
    .flatMap((file) => [
      ...(text.get(file) ?? '')
        .split('\n')
        .flatMap((line, index) => (impure.test(line) ? [`src/${file}:${index + 1}: ${line.trim()}`] : [])),
      ...imports
        .filter((one) => one.from === file && one.name.startsWith('node:'))
        .map((one) => `src/${file}:${one.line}: ${one.name}`),
    ]);
  expect(wrong).toEqual([]);
});

test('nothing imports in circles', () => {
  const graph = new Map(
    files.map((file) => [
      file,
      imports.filter((one) => one.from === file && !one.typeOnly).flatMap((one) => target(one) ?? []),
    ]),
  );
  const circles: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, way: string[]) => {
    if (way.includes(file)) {
      circles.push([...way.slice(way.indexOf(file)), file].join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) walk(next, [...way, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
  expect(circles).toEqual([]);
});

test('this test sees the imports there are', () => {
  expect(imports.length).toBeGreaterThan(files.length);
  expect(relative(src, join(src, 'main.ts'))).toBe('main.ts');
});
