import { Button, Menu } from '@mantine/core';
import { IconCertificate, IconFileTypePdf, IconFileTypeXml, IconHash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { client } from '../../app/client.ts';
import { shell } from '../../app/shell.ts';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { savePdf, saveText } from '../../ui/save-file.ts';

type Form = 'pdf' | 'html' | 'checksum';

/** The proof sheet of a comparison, to give away. */
export function ProofMenu({ mailboxId, runId }: { readonly mailboxId: string; readonly runId: string }): ReactNode {
  const give = useMutation({
    mutationFn: async (form: Form) => {
      const { name, html, checksum } = await client.proof.sheet({ mailboxId, runId });
      if (form === 'pdf') await savePdf(name, html);
      else if (form === 'html') await saveText(name, 'html', html);
      else {
        await shell.copyText(checksum);
        notifyDone('The checksum of the proof sheet was copied.');
      }
    },
    onError: (error) => notifyFailed('The proof sheet could not be made', error),
  });
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" leftSection={<IconCertificate size={16} aria-hidden />} loading={give.isPending}>
          Proof sheet
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFileTypePdf size={16} aria-hidden />} onClick={() => give.mutate('pdf')}>
          Save as PDF
        </Menu.Item>
        <Menu.Item leftSection={<IconFileTypeXml size={16} aria-hidden />} onClick={() => give.mutate('html')}>
          Save as web page, which can be checked
        </Menu.Item>
        <Menu.Item leftSection={<IconHash size={16} aria-hidden />} onClick={() => give.mutate('checksum')}>
          Copy its checksum
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
