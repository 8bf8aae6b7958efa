import {
  type Context,
  type ImplementerInternalWithMiddlewares,
  implement,
  type Router as RouterOf,
} from '@orpc/server';
import { type Contract, contract } from '../../../shared/contract/contract.ts';
import type { Log } from '../log.ts';
import { toContractError } from './error-border.ts';

/** The handlers get all they need when they are built; a call brings nothing but its input. */
export type NoContext = Record<never, never>;
export type Implementer = ImplementerInternalWithMiddlewares<Contract, NoContext, NoContext & Context>;

/** The handlers of one area of the contract. */
export type Handlers<Area extends keyof Contract> = RouterOf<Contract[Area], NoContext>;

/** Builds handlers of the contract whose every failure is an error of the contract. */
export function implementContract(log: Log): Implementer {
  return implement(contract).use(async ({ next, path }) => {
    try {
      return await next();
    } catch (error) {
      throw toContractError(error, path, log);
    }
  });
}
