// What stands in deploy/ fits the server and itself, as far as that can be seen without a container engine or Azure.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { parse } from 'yaml';
import { createMetrics } from '../src/channels/metrics.ts';
import { settings } from '../src/config.ts';

const file = (name: string) => readFileSync(join(__dirname, '../deploy', name), 'utf8');
const known = Object.keys(settings);
const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

describe('compose.yaml', () => {
  const compose = parse(file('compose.yaml'), { merge: true });
  const { one, two, postgres, proxy } = compose.services;

  test('two servers alike, that write nowhere, have no rights, and have time to stop', () => {
    expect(one).toEqual(two);
    expect(one).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(Number.parseInt(one.stop_grace_period, 10)).toBeGreaterThan(12);
    expect(Object.keys(one.environment).filter((name) => !known.includes(name))).toEqual([]);
    expect(one.depends_on.postgres.condition).toBe('service_healthy');
    expect(postgres.healthcheck.test[1]).toBe('pg_isready');
  });

  test('the proxy asks both by the names they have here, and no secret is written down', () => {
    expect(file('Caddyfile')).toContain('{$NODES:one:3978 two:3978}');
    expect(file('Caddyfile')).not.toMatch(/lb_policy .*(cookie|hash)/);
    expect(proxy.depends_on).toEqual(['one', 'two']);
    const secrets = file('compose.yaml').match(/PASSWORD: .*/g) ?? [];
    expect(secrets.every((line) => line.includes('${'))).toBe(true);
    expect(Object.keys(compose.volumes).sort()).toEqual(['certificates', 'postgres']);
  });
});

describe('the systemd unit', () => {
  const unit = file('ace-refund-desk.service');
  const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1];

  test('runs the server as its own user with nothing to write but its state, and gives it time to stop', () => {
    expect(value('ExecStart')).toBe('/opt/ace-refund-desk/node_modules/.bin/node src/main.ts');
    expect([value('User'), value('ProtectSystem'), value('CapabilityBoundingSet')]).toEqual([
      'ace-refund-desk',
      'strict',
      '',
    ]);
    expect(value('Environment')).toContain(`DATA_DIR=/var/lib/${value('StateDirectory')}`);
    expect(Number(value('TimeoutStopSec'))).toBeGreaterThan(12);
    // V8 writes the code it then runs.
    expect(unit).not.toContain('MemoryDenyWriteExecute');
  });

  test('systemd finds nothing wrong with it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ace-unit-'));
    const path = join(folder, 'ace-refund-desk.service');
    writeFileSync(path, unit.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`));
    // Elsewhere than on Linux with systemd nobody can be asked.
    const said = has('systemd-analyze')
      ? spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' }).stderr
      : '';
    rmSync(folder, { recursive: true });
    expect(said.split('\n').filter((line) => line.includes('ace-refund-desk.service'))).toEqual([]);
  });
});

describe('alerts.yaml', () => {
  test('asks for metrics and labels that the server tells, or Prometheus itself', async () => {
    const metrics = createMetrics({
      storage: {
        countPending: async () => 0,
        countOpenCases: async () => [],
        mails: { countWaiting: async () => 0 } as never,
      },
      content: () => ({ version: 'some' }),
    });
    metrics.meter.turn(0.1, 'error');
    const told = await metrics.text();
    expect(metrics.contentType).toBe(new Registry().contentType);
    const { groups } = parse(file('alerts.yaml')) as { groups: { rules: { expr: string; annotations: object }[] }[] };
    const rules = groups.flatMap((group) => group.rules);
    for (const { expr, annotations } of rules) {
      expect(annotations).toHaveProperty('summary');
      const names = (expr.match(/\b[a-z]+(_[a-z]+)+\b/g) ?? []).filter((name) => name !== 'histogram_quantile');
      for (const name of names) expect(told).toMatch(new RegExp(`^${name}[ {]`, 'm'));
      for (const [label] of expr.matchAll(/\b(outcome|kind|status)="\w+"/g)) expect(told).toContain(label);
    }
    expect(rules.length).toBeGreaterThan(5);
  });

  test('Prometheus reads it, where its tool is here', () => {
    const said = has('promtool')
      ? execFileSync('promtool', ['check', 'rules', 'deploy/alerts.yaml'], { encoding: 'utf8' })
      : '';
    expect(said).not.toContain('FAILED');
  });
});

describe('Bicep', () => {
  const bicep = file('azure/main.bicep');
  const given = file('azure/main.bicepparam');
  const code = bicep.replace(/^\s*\/\/.*$/gm, '');
  const params = [...code.matchAll(/^param (\w+) \w+( =.*)?$/gm)].map(([, name, fallback]) => ({ name, fallback }));

  test('every parameter is used, the file of parameters gives those without a default and no others', () => {
    expect(params.length).toBeGreaterThan(10);
    const unused = params.filter(({ name }) => (code.match(new RegExp(`\\b${name}\\b`, 'g')) ?? []).length < 2);
    expect(unused).toEqual([]);
    const names = [...given.matchAll(/^param (\w+) =/gm)].map(([, name]) => name);
    expect(names.filter((name) => !params.some((one) => one.name === name))).toEqual([]);
    expect(params.filter(({ name, fallback }) => !fallback && !names.includes(name))).toEqual([]);
  });

  test('what is secret is marked so, stands in the vault, and is written nowhere', () => {
    const secure = [...code.matchAll(/@secure\(\)\n(?:@.*\n)*param (\w+)/g)].map(([, name]) => name);
    expect(secure.sort()).toEqual(['botAppPassword', 'databasePassword', 'metricsToken', 'smtpUrl', 'tokenSecrets']);
    for (const name of secure) expect(given).toMatch(new RegExp(`^param ${name} = readEnvironmentVariable\\(`, 'm'));
    const kept = [...code.matchAll(/name: '([\w-]+)'\n {2}properties: \{ value: (\w+) \}/g)].map(([, name]) => name);
    const read = [...code.matchAll(/secretRef: '([\w-]+)'/g)].map(([, name]) => name);
    expect(new Set(read)).toEqual(new Set(kept));
    expect(kept.length).toBeGreaterThan(3);
  });

  test('every setting of the servers is one, and brackets and references hold', () => {
    const names = [...code.matchAll(/\{ name: '([A-Z_]+)'/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
    const bare = code.replace(/'(?:[^'\n\\]|\\.)*'/g, "''");
    const open: string[] = [];
    for (const sign of bare.match(/[[\](){}]/g) ?? []) {
      if ('[({'.includes(sign)) open.push(sign);
      else expect((open.pop() ?? '') + sign).toMatch(/^(\[\]|\(\)|\{\})$/);
    }
    expect(open).toEqual([]);
    const declared = [...code.matchAll(/\b(?:param|var|resource) (\w+)/g)].map(([, name]) => name);
    const referred = [...code.matchAll(/\b(\w+)(?:\.id\b|\.properties\.|::)/g)].map(([, name]) => name);
    expect(referred.filter((name) => !declared.includes(name))).toEqual([]);
  });
});
