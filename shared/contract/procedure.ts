import { oc } from '@orpc/contract';
import { type ErrorCode, errorCatalogue, errorCodes, errorWire } from '../domain/errors.ts';

type ErrorMap = { readonly [K in ErrorCode]: { readonly message: string; readonly data: typeof errorWire } };

const errors = Object.fromEntries(
  errorCodes.map((code) => [code, { message: errorCatalogue[code].title, data: errorWire }]),
) as ErrorMap;

/** Every procedure may fail with any code of the catalogue; the error's data is the `ErrorWire`. */
export const procedure = oc.errors(errors);
