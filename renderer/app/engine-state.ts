import { useEffect, useState } from 'react';
import type { EngineState } from '../../shared/contract/shell.ts';
import { shell } from './shell.ts';

/** How the engine is doing, as the shell says. */
export function useEngineState(): EngineState {
  const [state, setState] = useState<EngineState>({ status: 'starting' });
  useEffect(() => {
    void shell.engineState().then(setState);
    return shell.onEngineState(setState);
  }, []);
  return state;
}
