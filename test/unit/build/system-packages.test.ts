import { describe, expect, test } from 'vitest';
import { missingPackages, packagesFor } from '../../../build/system-packages.mjs';

describe('packagesFor', () => {
  test('a virtual display is wanted only where there is no real one', () => {
    expect(packagesFor('start', { hasDisplay: true })).not.toContain('xvfb');
    expect(packagesFor('start', { hasDisplay: false })).toContain('xvfb');
  });

  test('the command line needs neither display nor mail server', () => {
    const wanted = packagesFor('cli', { hasDisplay: false });
    expect(wanted).toContain('libnss3');
    expect(wanted).not.toContain('xvfb');
    expect(wanted).not.toContain('dovecot-imapd');
  });

  test('tests bring real mail and name servers and always run on a virtual display', () => {
    expect(packagesFor('test', { hasDisplay: true })).toEqual(
      expect.arrayContaining(['dovecot-imapd', 'dovecot-pop3d', 'pdns-server', 'bind9', 'xvfb']),
    );
  });
});

describe('missingPackages', () => {
  test('counts only what is fully installed, under either name', () => {
    const dpkg = ['libnss3 ii ', 'libasound2t64 ii ', 'libcups2 rc ', 'xvfb un ', ''].join('\n');
    expect(missingPackages(['libnss3', 'libasound2', 'libcups2', 'xvfb', 'xauth'], dpkg)).toEqual([
      'libcups2',
      'xvfb',
      'xauth',
    ]);
  });
});
