import { randomUUID } from 'node:crypto';
import type { DnsChange } from '../../../shared/domain/dns-change.ts';
import { builtInTemplates } from '../../../shared/domain/dns-plan.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import type { Handlers, Implementer } from './implementer.ts';
import type { Services } from './services.ts';

/** Implements `cutover.*`. */
export function cutoverHandlers(os: Implementer['cutover'], services: Services): Handlers<'cutover'> {
  const { cutover, workspace, moves } = services;
  const { looking, accounts, changes } = cutover;
  const told = (domainId: string): void => services.changes.send({ topic: 'moves', domainId });
  const settingsChanged = (): void => services.changes.send({ topic: 'endpoints' });

  /** What a change was for is looked at again; whoever asked for the change does not wait for the world. */
  const recheck = ({ domainId, sets, state }: DnsChange): void => {
    told(domainId);
    if (state !== 'applied') return;
    void moves.check(domainId, 'routing', 'agent').catch(() => undefined);
    const webmail = `mail.${looking.nameOf(domainId)}`;
    if (sets.some(({ name }) => name === webmail))
      void moves.check(domainId, 'webmail', 'agent').catch(() => undefined);
  };
  const notBuiltIn = (id: string): void => {
    if (builtInTemplates.some((template) => template.id === id)) {
      throw new AppError({
        code: 'input.invalid',
        message: 'This template is always there. Save a copy of it under another name.',
      });
    }
  };

  return {
    panel: os.panel.handler(({ input }) => cutover.panel(input.domainId)),
    look: os.look.handler(async ({ input, signal }) => {
      await looking.look(input.domainId, signal);
      told(input.domainId);
      return cutover.panel(input.domainId);
    }),
    lookAtWebmail: os.lookAtWebmail.handler(async ({ input, signal }) => {
      await looking.lookAtWebmail(input.domainId, signal);
      told(input.domainId);
      return cutover.panel(input.domainId);
    }),
    choose: os.choose.handler(({ input: { domainId, ...choice } }) => {
      looking.nameOf(domainId);
      if (choice.accountId !== null) accounts.find(choice.accountId);
      workspace.dns.choose(domainId, choice);
      told(domainId);
      return cutover.panel(domainId);
    }),
    preview: os.preview.handler(({ input, signal }) => changes.preview(input, signal)),
    apply: os.apply.handler(async ({ input }) => {
      const domainId = workspace.dns.findChange(input.changeId)?.domainId;
      try {
        const change = await changes.apply(input.changeId);
        recheck(change);
        return change;
      } catch (error) {
        if (domainId !== undefined) told(domainId);
        throw error;
      }
    }),
    settle: os.settle.handler(async ({ input, signal }) => {
      const change = await changes.settle(input.changeId, signal);
      recheck(change);
      return change;
    }),
    accounts: os.accounts.handler(() => accounts.list()),
    saveAccount: os.saveAccount.handler(({ input }) => {
      const account = accounts.save(input.id, input.settings);
      settingsChanged();
      return account;
    }),
    removeAccount: os.removeAccount.handler(({ input }) => {
      accounts.remove(input.id);
      settingsChanged();
      return input;
    }),
    testAccount: os.testAccount.handler(({ input, signal }) => accounts.test(input.id, signal)),
    templates: os.templates.handler(() =>
      looking
        .templates()
        .map((template) => ({ template, builtIn: builtInTemplates.some(({ id }) => id === template.id) })),
    ),
    saveTemplate: os.saveTemplate.handler(({ input }) => {
      if (input.id !== null) notBuiltIn(input.id);
      const taken = looking.templates().find(({ name }) => name.toLowerCase() === input.name.toLowerCase());
      if (taken && taken.id !== input.id) {
        throw new AppError({
          code: 'workspace.duplicate',
          message: `There is a template called "${taken.name}" already.`,
        });
      }
      const template = { ...input, id: input.id ?? randomUUID() };
      workspace.dns.saveTemplate(template);
      settingsChanged();
      return template;
    }),
    removeTemplate: os.removeTemplate.handler(({ input }) => {
      notBuiltIn(input.id);
      workspace.dns.removeTemplate(input.id);
      settingsChanged();
      return input;
    }),
    world: os.world.handler(() => ({ world: looking.world(), fixed: looking.fixed })),
    saveWorld: os.saveWorld.handler(({ input }) => {
      if (looking.fixed)
        throw new AppError({ code: 'input.invalid', message: 'The practice workspace has a world of its own.' });
      workspace.dns.saveWorld(input);
      settingsChanged();
      return input;
    }),
  };
}
