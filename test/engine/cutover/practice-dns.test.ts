import { expect, it } from 'vitest';
import { temporaryFolder } from '../../unit/workspace/sample-workspace.ts';
import { startPracticeEngine } from '../api/practice-engine.ts';

const harbour = 'practice-harbour-test';
const sakura = 'practice-sakura-travel-test';

it('takes a practice domain through routing and webmail, and back', async () => {
  const { engine } = await startPracticeEngine(temporaryFolder());
  const { client } = engine;
  const first = await client.cutover.look({ domainId: harbour });
  expect(first.account).toMatchObject({ provider: 'practice' });
  expect(first.template).toMatchObject({ id: 'opensrs-a' });
  expect(first.plan?.lines.map(({ id, state }) => [id, state])).toEqual([
    ['mx', 'change'],
    ['webmail', 'change'],
    ['spf', 'change'],
    ['dkim-key1', 'add'],
    ['dkim-key2', 'add'],
    ['dmarc', 'add'],
  ]);
  expect(await client.moves.check({ domainId: harbour, step: 'routing' })).toMatchObject({ outcome: 'failed' });

  const lines = first.plan?.lines.map(({ id }) => id) ?? [];
  const dryRun = await client.cutover.preview({ kind: 'move', domainId: harbour, lines });
  expect(dryRun.state).toBe('planned');
  expect((await client.cutover.look({ domainId: harbour })).plan).toEqual(first.plan);

  expect((await client.cutover.apply({ changeId: dryRun.id })).state).toBe('applied');
  expect(await client.moves.check({ domainId: harbour, step: 'routing' })).toMatchObject({ outcome: 'passed' });
  const webmail = await client.moves.check({ domainId: harbour, step: 'webmail' });
  expect(webmail).toMatchObject({ outcome: 'passed' });
  expect(webmail.summary).toContain('Hosted Email');
  const moved = await client.cutover.panel({ domainId: harbour });
  expect(moved.plan?.lines.every(({ state }) => state === 'there')).toBe(true);
  // The old MX lived an hour, and was last seen before the change.
  expect(Date.parse(moved.route.letGoAt ?? '') - Date.parse(moved.route.settledAt ?? '')).toBe(3_600_000);

  const back = await client.cutover.preview({ kind: 'undo', domainId: harbour, changeId: dryRun.id });
  expect((await client.cutover.apply({ changeId: back.id })).state).toBe('applied');
  const after = await client.cutover.look({ domainId: harbour });
  expect(after.plan).toEqual(first.plan);
  expect(after.route.letGoAt).toBeNull();
  expect(after.changes.map(({ kind, state }) => [kind, state])).toEqual([
    ['undo', 'applied'],
    ['move', 'undone'],
  ]);
});

it('says that white-labelling is missing', async () => {
  const { engine } = await startPracticeEngine(temporaryFolder());
  const { client } = engine;
  const dryRun = await client.cutover.preview({ kind: 'move', domainId: sakura, lines: ['webmail'] });
  await client.cutover.apply({ changeId: dryRun.id });
  const found = await client.moves.check({ domainId: sakura, step: 'webmail' });
  expect(found.outcome).toBe('partly');
  expect(found.summary).toContain('white-labelling is missing');
});

it('keeps what was changed when the engine starts again', async () => {
  const dir = temporaryFolder();
  const { engine } = await startPracticeEngine(dir);
  const dryRun = await engine.client.cutover.preview({ kind: 'move', domainId: harbour, lines: ['mx'] });
  await engine.client.cutover.apply({ changeId: dryRun.id });
  await engine.stop();
  const { engine: next } = await startPracticeEngine(dir);
  const panel = await next.client.cutover.look({ domainId: harbour });
  expect(panel.plan?.lines.find(({ id }) => id === 'mx')?.state).toBe('there');
  await next.client.workspace.resetPractice();
  const reset = await next.client.cutover.look({ domainId: harbour });
  expect(reset.plan?.lines.find(({ id }) => id === 'mx')?.state).toBe('change');
});

it('finds out what became of a change that was cut off', async () => {
  const dir = temporaryFolder();
  const { engine } = await startPracticeEngine(dir);
  const dryRun = await engine.client.cutover.preview({ kind: 'move', domainId: harbour, lines: ['mx'] });
  engine.services.workspace.dns.setChangeState(dryRun.id, 'applying');
  await engine.stop();
  const { engine: next } = await startPracticeEngine(dir);
  expect((await next.client.cutover.panel({ domainId: harbour })).changes).toMatchObject([
    { state: 'unclear', error: { code: 'dns.unclear' } },
  ]);
  expect(await next.client.cutover.settle({ changeId: dryRun.id })).toMatchObject({
    state: 'stopped',
    error: { message: 'The zone is as it was: nothing was changed.' },
  });
});

it('shows records to be entered by hand, and checks them afterwards', async () => {
  const { engine } = await startPracticeEngine(temporaryFolder());
  const { client } = engine;
  await client.cutover.choose({ domainId: harbour, accountId: null, byHand: true, templateId: null });
  const dryRun = await client.cutover.preview({ kind: 'move', domainId: harbour, lines: ['mx'] });
  expect(dryRun.accountName).toBe('By hand');
  expect((await client.cutover.apply({ changeId: dryRun.id })).state).toBe('by-hand');
  expect(await client.cutover.settle({ changeId: dryRun.id })).toMatchObject({
    state: 'by-hand',
    error: { message: 'Not as planned yet: MX of harbour.test.' },
  });
  // Somebody enters them.
  await client.cutover.choose({ domainId: harbour, accountId: null, byHand: false, templateId: null });
  const entered = await client.cutover.preview({ kind: 'move', domainId: harbour, lines: ['mx'] });
  await client.cutover.apply({ changeId: entered.id });
  expect(await client.cutover.settle({ changeId: dryRun.id })).toMatchObject({ state: 'applied', error: null });
});
