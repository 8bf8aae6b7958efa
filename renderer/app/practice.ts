import { confirmAction } from '../ui/confirm.tsx';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { client } from './client.ts';

/** Puts the practice workspace back to its first day, after asking. */
export async function resetPractice(): Promise<void> {
  const sure = await confirmAction({
    title: 'Reset the practice workspace?',
    body: 'The made-up customers and both practice servers go back to their first day. Runs and findings of the practice workspace are forgotten. Your own workspace is not touched.',
    action: 'Reset practice',
    danger: true,
  });
  if (!sure) return;
  try {
    await client.workspace.resetPractice();
    notifyDone('The practice workspace is as on its first day.');
  } catch (error) {
    notifyFailed('The practice workspace was not reset', error);
  }
}
