// Replays a Dockerfile where no container engine is: each stage is a folder, and each of its steps is carried out there.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface Stage {
  /** The folder that stands for `/`. */
  root: string;
  /** As it is written: absolute paths are those of the image. */
  env: Record<string, string>;
  workdir: string;
  user: string;
  command: string[];
  health: string[];
}

/** Carries out one RUN in the folder `cwd`; false leaves it to the shell. */
export type Run = (command: string, cwd: string) => boolean;

/** Runs all stages below `folder` and gives the last; only what our own Dockerfile uses is known. */
export function replayDockerfile(file: string, context: string, folder: string, run: Run = () => false): Stage {
  const allowed = readAllowed(join(context, '.dockerignore'));
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const [, instruction, rest] of readSteps(file)) {
    if (instruction === 'FROM') {
      const name = / AS (\w+)$/.exec(rest)?.[1] ?? `stage-${stages.size}`;
      const root = join(folder, name);
      mkdirSync(root, { recursive: true });
      stage = { root, env: {}, workdir: '/', user: 'root', command: [], health: [] };
      stages.set(name, stage);
      continue;
    }
    if (!stage) throw new Error(`${file}: ${instruction} before FROM`);
    const here = join(stage.root, stage.workdir);
    if (instruction === 'WORKDIR') mkdirSync(join(stage.root, rest), { recursive: true });
    if (instruction === 'COPY') copy(rest, here, stages, context, allowed);
    else if (instruction === 'RUN' && !run(rest, here)) shell(rest, here, stage);
    else if (instruction === 'ENV') for (const one of rest.split(' ')) stage.env[one.split('=')[0]] = one.split('=')[1];
    else if (instruction === 'WORKDIR') stage.workdir = rest;
    else if (instruction === 'USER') stage.user = rest;
    else if (instruction === 'CMD') stage.command = JSON.parse(rest);
    else if (instruction === 'HEALTHCHECK') stage.health = JSON.parse(rest.slice(rest.indexOf('[')));
    else if (!['RUN', 'VOLUME', 'EXPOSE'].includes(instruction))
      throw new Error(`${file}: ${instruction} is not known`);
  }
  if (!stage) throw new Error(`${file}: it has no FROM`);
  return stage;
}

function readSteps(file: string): RegExpMatchArray[] {
  const lines = readFileSync(file, 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '');
  return [...lines.matchAll(/^([A-Z]+) (.+)$/gm)];
}

/** What a .dockerignore lets in that shuts all out first. */
function readAllowed(file: string): string[] {
  const [all, ...others] = readFileSync(file, 'utf8')
    .replace(/^#.*\n/gm, '')
    .trim()
    .split('\n');
  if (all !== '*' || others.some((line) => !line.startsWith('!'))) throw new Error(`${file}: write * and then !names`);
  return others.map((line) => line.slice(1));
}

function copy(rest: string, here: string, stages: Map<string, Stage>, context: string, allowed: string[]): void {
  const [, from, paths] = /^(?:--from=(\w+) )?(.*)$/.exec(rest) ?? [];
  const names = paths.split(' ');
  const to = names.pop() ?? '';
  for (const name of names) {
    const source = from === undefined ? join(context, name) : join(stages.get(from)?.root ?? '', name);
    const isLetIn = from !== undefined || allowed.includes(name);
    if (!isLetIn || !existsSync(source)) throw new Error(`COPY ${rest}: ${name} is not there`);
    const isFolder = statSync(source).isDirectory();
    // No later step reads what an earlier stage gave.
    if (isFolder && from !== undefined) renameSync(source, join(here, to));
    else cpSync(source, isFolder ? join(here, to) : join(here, to, basename(name)), { recursive: true });
  }
}

/** The users of the image are not here: nothing is given to them. */
function shell(command: string, cwd: string, { root }: Stage): void {
  const inRoot = command.replace(/(?<= )\/(?=\w)/g, `${root}/`);
  execFileSync('sh', ['-c', `chown() { :; }; ${inRoot}`], { cwd, stdio: 'pipe' });
}
