import { isAbsolute, relative, resolve, sep } from 'node:path';

/**
 * The file inside `root` that a URL path names, or undefined when it names none: escapes with `..`, encoded or not,
 * backslashes, drive letters, UNC shares, NUL and malformed escapes.
 * @param pathname as it stands in the URL, percent-encoded, with its leading slash
 */
export function containedPath(root: string, pathname: string): string | undefined {
  const decoded = decode(pathname);
  if (decoded === undefined || !decoded.startsWith('/')) return undefined;
  // Backslashes separate on Windows, colons name drives and streams there; no file of ours has either. Two slashes start a share.
  if (/[\0\\:]/.test(decoded) || decoded.startsWith('//')) return undefined;
  if (decoded.split('/').includes('..')) return undefined;
  const file = resolve(root, `.${decoded}`);
  const inside = relative(root, file);
  const escapes = inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  return escapes ? undefined : file;
}

function decode(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}
